#!/usr/bin/env bash
# Publishes the SDK's version to npm, unless it is there. npm trusts the workflow by its identity; there is no token.
# https://docs.npmjs.com/trusted-publishers
set -euo pipefail

name=$(jq -er .name sdk/package.json)
version=$(jq -er .version sdk/package.json)
if said=$(npm view "$name@$version" version 2>&1); then
  if [ -n "$said" ]; then
    echo "$name $version is there already"
    exit
  fi
elif [[ $said != *E404* ]]; then
  echo "::error::$said" >&2
  exit 1
fi
npm publish ./sdk
