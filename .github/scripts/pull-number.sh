#!/usr/bin/env bash
# The open pull request whose head a workflow ran on, told by GitHub: by repository, branch and commit. A fork's run names none itself.
# Gives the step's output `number`; empty where the pull request has moved on, or is closed, or the run has left no report to post.
# needs: GH_TOKEN, GITHUB_REPOSITORY, HEAD_REPOSITORY, HEAD_BRANCH, HEAD_SHA, RUN_ID, REPORT (the artefact's name)
set -euo pipefail

found=$(gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" --raw-field state=open --raw-field per_page=100 \
  --raw-field head="${HEAD_REPOSITORY%%/*}:$HEAD_BRANCH" |
  jq -r --arg repository "$HEAD_REPOSITORY" --arg sha "$HEAD_SHA" \
    '.[] | select(.head.sha == $sha and .head.repo.full_name == $repository) | .number')

case $found in
  "") echo "no open pull request has this commit as its head any more: nothing is posted" ;;
  *[!0-9]*)
    echo "::error::several pull requests have this head: ${found//$'\n'/, }; which of them was reviewed cannot be told" >&2
    exit 1
    ;;
  *)
    # Cancelled, or no project at all; of what cannot be planned there is a report.
    reports=$(gh api --method GET "repos/$GITHUB_REPOSITORY/actions/runs/$RUN_ID/artifacts" --raw-field name="$REPORT" --jq .total_count)
    if [ "$reports" = 0 ]; then
      echo "::notice::the run of the first half has left no $REPORT, and says in its log why: nothing is posted"
      found=""
    fi
    ;;
esac
echo "number=$found" >> "$GITHUB_OUTPUT"
