#!/usr/bin/env bash
# Builds the API's image of the release in dist/ and pushes it, once for a commit: tags never move, so what is there already is taken.
# needs: REPOSITORY (address in the registry), TAG (the commit), AWS credentials; gives the step's output `digest`
set -euo pipefail
shopt -s inherit_errexit

registry=${REPOSITORY%%/*}
name=${REPOSITORY#*/}

pushed() {
  local said
  if said=$(aws ecr describe-images --repository-name "$name" --image-ids imageTag="$TAG" \
    --query 'imageDetails[0].imageDigest' --output text 2>&1); then
    echo "$said"
  elif [[ $said != *ImageNotFoundException* ]]; then
    echo "::error::$said" >&2
    return 1
  fi
}

built() {
  local metadata
  metadata=$(mktemp)
  aws ecr get-login-password | docker login --username AWS --password-stdin "$registry" >&2
  # Node pools are of either architecture; the image adds a file to Node's own, so nothing is emulated.
  docker buildx create --use --name release >&2
  docker buildx build --platform linux/amd64,linux/arm64 --file services/api/Dockerfile --tag "$REPOSITORY:$TAG" \
    --push --metadata-file "$metadata" dist/api >&2
  jq -er '."containerimage.digest"' "$metadata"
}

digest=$(pushed)
if [ -z "$digest" ]; then digest=$(built); fi
if [[ ! $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo "::error::$REPOSITORY:$TAG has no digest: $digest" >&2
  exit 1
fi
echo "$REPOSITORY@$digest"
echo "digest=$digest" >> "$GITHUB_OUTPUT"
