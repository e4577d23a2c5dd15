#!/usr/bin/env bash
# Waits until the API's pods have been replaced, and sees that they run the image that was promoted.
# usage: rollout.sh CLUSTER DIGEST   needs: AWS credentials that the cluster admits
set -euo pipefail
cluster=$1 digest=$2

KUBECONFIG=$(mktemp)
export KUBECONFIG
trap 'rm -f "$KUBECONFIG"' EXIT
aws eks update-kubeconfig --name "$cluster" > /dev/null

kubectl --namespace monitor rollout status deployment/monitor-api --timeout 10m
image=$(kubectl --namespace monitor get deployment/monitor-api --output 'jsonpath={.spec.template.spec.containers[?(@.name=="api")].image}')
if [[ $image != *@"$digest" ]]; then
  echo "::error::$cluster runs $image, and not $digest" >&2
  exit 1
fi
echo "$cluster runs $image"
