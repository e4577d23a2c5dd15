#!/usr/bin/env bash
# Reviews a Pulumi program's checkout against another revision, as the action's inputs say: into the folder, and the job's summary.
# usage: review.sh FOLDER   needs: PROGRAM, BASE, FAIL_ON; may have ENVIRONMENTS, OVERRIDE, COMMENT_USD, COMMENT_PERCENT, COMMENT_RISK
set -euo pipefail
folder=$1
mkdir -p "$folder"

options=()
if [ "${OVERRIDE:-false}" = true ]; then options+=(--override); fi
if [ -n "${COMMENT_USD:-}" ]; then options+=(--comment-usd "$COMMENT_USD"); fi
if [ -n "${COMMENT_PERCENT:-}" ]; then options+=(--comment-percent "$COMMENT_PERCENT"); fi
if [ -n "${COMMENT_RISK:-}" ]; then options+=(--comment-risk "$COMMENT_RISK"); fi
# One on each line will do, too.
read -rd '' -a environments <<< "${ENVIRONMENTS:-}" || true

exec monitor review --program "$PROGRAM" --base "$BASE" --fail-on "$FAIL_ON" --format markdown --out "$GITHUB_STEP_SUMMARY" \
  --json "$folder/review.json" --html "$folder/review.html" --sarif "$folder/review.sarif" "${options[@]}" -- "${environments[@]}"
