#!/usr/bin/env bash
# Keeps one issue about drift: opens it, brings it up to date, closes it when every environment is as it was deployed. An environment that
# could not be looked at is no clean one.
# usage: drift-issue.sh FOLDER ENVIRONMENT...   needs: what drift.sh noted in the folder; GH_TOKEN, GITHUB_REPOSITORY, RUN (its address)
set -euo pipefail
folder=$1
: "${2:?names no environment}"
shift
label=drift
body=$(mktemp)
trap 'rm -f "$body"' EXIT

clean=true unknown=false
room=$((60000 / $#)) # of the 65,536 characters that an issue has
echo "Looked at by [this run]($RUN). monitor up ENV puts back what the program says; what should stay belongs into the program." > "$body"
for environment; do
  status=$(cat "$folder/$environment.status" 2> /dev/null || echo none)
  case $status in
    0) continue ;;
    1) found="has drifted" ;;
    *) found="could not be looked at" unknown=true ;;
  esac
  clean=false
  {
    printf '\n### %s %s\n\n' "$environment" "$found"
    # Names and values come from clouds, where anybody may have chosen them.
    "$(dirname "$0")/as-code.sh" "$folder/$environment.txt" "$room" || echo "nothing was noted"
  } >> "$body"
done

export GH_REPO=$GITHUB_REPOSITORY
# Of our own: what people write under the label is theirs.
number=$(gh issue list --app github-actions --label "$label" --state open --limit 1 --json number --jq '.[].number')
if [ "$clean" = true ]; then
  if [ -n "$number" ]; then
    gh issue close "$number" --comment "Every environment is as it was deployed, as far as the pipeline may look: $RUN"
  fi
elif [ -n "$number" ]; then
  gh issue edit "$number" --body-file "$body"
else
  gh label create "$label" --force --description "What has changed behind the program's back"
  gh issue create --title "Environments have drifted" --label "$label" --body-file "$body"
fi
if [ "$unknown" = true ]; then exit 1; fi
