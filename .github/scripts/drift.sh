#!/usr/bin/env bash
# Looks at one environment and notes what was found: ENV.txt, and in ENV.status how monitor drift ended (0, 1 or 2). What it means is
# for drift-issue.sh to say. The pipeline's role that looks may read no secrets.
# usage: drift.sh ENVIRONMENT FOLDER
set -euo pipefail
environment=$1 folder=$2
mkdir -p "$folder"
status=0
monitor drift "$environment" --without-secrets > "$folder/$environment.txt" 2> "$folder/$environment.log" || status=$?
# Findings speak for themselves; why nothing could be asked stands in the log.
if [ "$status" -gt 1 ]; then cat "$folder/$environment.log" >> "$folder/$environment.txt"; fi
echo "$status" > "$folder/$environment.status"
cat "$folder/$environment.log" "$folder/$environment.txt"
