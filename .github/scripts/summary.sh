#!/usr/bin/env bash
# Puts a text into the job's summary.
# usage: summary.sh TITLE FILE
set -euo pipefail
{
  printf '### %s\n\n' "$1"
  "$(dirname "$0")/as-code.sh" "$2" 500000
  echo
} >> "$GITHUB_STEP_SUMMARY"
