#!/usr/bin/env bash
# Asks a deployed environment, from outside, for every file of its release, byte by byte, and whether the API answers. Tells all that is
# wrong, not only the first of it. A CDN needs a moment, so each question is asked again for about two minutes.
# usage: smoke.sh DASHBOARD_URL CDN_URL RELEASE_MANIFEST   SMOKE_TRIES, SMOKE_WAIT (seconds)
set -euo pipefail
dashboard=$1 cdn=$2 manifest=$3
tries=${SMOKE_TRIES:-24} wait=${SMOKE_WAIT:-5}
body=$(mktemp)
trap 'rm -f "$body"' EXIT

# shellcheck disable=SC2329 # the next three are called by name
ask() {
  curl --silent --show-error --max-time 10 --output "$body" --write-out '%{http_code}' "$1"
}
# shellcheck disable=SC2329
has() { # URL SHA256
  [ "$(ask "$1")" = 200 ] && [ "$(sha256sum < "$body")" = "$2  -" ]
}
# Everything under /api/ is the API's; what it does not know it says itself, with the request's id.
# shellcheck disable=SC2329
answers() { # URL
  [ "$(ask "$1")" = 404 ] && jq -e '.requestId | type == "string"' "$body" > /dev/null
}
again() { # WHAT COMMAND...
  local what=$1 try
  shift
  for ((try = 1; try <= tries; try++)); do
    if "$@"; then
      echo "ok: $what"
      return
    fi
    sleep "$wait"
  done
  echo "::error::$what" >&2
  failed=1
}

# First of all: a manifest that cannot be read, or names no file, would leave nothing to ask for.
files=$(jq -er --arg dashboard "$dashboard" --arg cdn "$cdn" '
  [.dashboard[] | "\(.sha256) \($dashboard)/\(.path)"] + [.sdk[] | select(.path | startswith("v/")) | "\(.sha256) \($cdn)/\(.path)"] |
  if length > 0 then .[] else empty end' "$manifest") || {
  echo "::error::$manifest names no files of a release" >&2
  exit 1
}

failed=0
while read -r hash url; do
  again "$url is the release's" has "$url" "$hash"
done <<< "$files"
again "$dashboard/api/ is answered by the API" answers "$dashboard/api/"
exit "$failed"
