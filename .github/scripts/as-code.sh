#!/usr/bin/env bash
# A text for Markdown, indented by four: so it is code, nothing in it means anything, and there is no fence that it could close.
# usage: as-code.sh FILE CHARACTERS   whole lines, as many as there is room for
set -euo pipefail
awk -v room="$2" '
  { gsub(/\r/, ""); room -= length($0) + 5 }
  room < 0 { print "    …"; exit }
  { print "    " $0 }
' "$1"
