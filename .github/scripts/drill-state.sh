#!/usr/bin/env bash
# Restores an environment's state, as it was some time ago, from the bucket's versions into a scratch folder, and sees that it is whole
# and that its secrets can be decrypted. Changes nothing: the bucket is only read, and no cloud is asked for anything else.
# usage: drill-state.sh ENVIRONMENT   needs: STATE_BUCKET, PULUMI_CONFIG_PASSPHRASE, AWS credentials; DRILL_AS_OF (as date reads it; default: a week ago)
set -euo pipefail
shopt -s inherit_errexit
environment=$1
as_of=$(date --utc --date "${DRILL_AS_OF:-7 days ago}" +%Y-%m-%dT%H:%M:%SZ)
project=$(sed -n 's/^name: *//p' Pulumi.yaml)
key=.pulumi/stacks/$project/$environment.json

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/.pulumi/stacks/$project"

# The newest version that was there then; of a younger state, the oldest. Many are written within a second, and the bucket lists the
# newest first.
listed=$(aws s3api list-object-versions --bucket "$STATE_BUCKET" --prefix "$key" --output json)
found=$(jq -r --arg key "$key" --arg as_of "$as_of" '
  [.Versions[]? | select(.Key == $key)] | reverse | sort_by(.LastModified) |
  (map(select(.LastModified[0:19] <= $as_of[0:19])) | last) // first // empty | "\(.VersionId) \(.LastModified)"' <<< "$listed")
read -r version written <<< "$found"
if [ -z "$version" ]; then
  echo "::error::$STATE_BUCKET holds no version of $key" >&2
  exit 1
fi
aws s3api get-object --bucket "$STATE_BUCKET" --key "$key" --version-id "$version" \
  "$scratch/.pulumi/stacks/$project/$environment.json" > /dev/null

# A project of its own: as on a machine that has nothing but this file and the passphrase.
printf 'name: %s\nruntime: nodejs\n' "$project" > "$scratch/Pulumi.yaml"
export PULUMI_BACKEND_URL=file://$scratch PULUMI_SKIP_UPDATE_CHECK=1
engine() {
  (cd "$scratch" && pulumi "$@" --stack "$environment" --non-interactive)
}
engine stack export --show-secrets > /dev/null
engine stack export --file "$scratch/restored.json"
# The engine takes it back only if it is whole.
engine stack import --file "$scratch/restored.json" > /dev/null 2> "$scratch/import.log" || {
  cat "$scratch/import.log" >&2
  exit 1
}
resources=$(jq '.deployment.resources // [] | length' "$scratch/restored.json")
if [ "$resources" = 0 ]; then
  echo "::error::$environment as of $written holds nothing" >&2
  exit 1
fi
echo "$environment as of $written: $resources resources, whole, every secret decrypted" | tee -a "$GITHUB_STEP_SUMMARY"
