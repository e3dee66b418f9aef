#!/bin/bash
# Plays all that .ci/run plays a part of: every scenario on every version, under dbus-broker and on the host profile, 100 runs of each trial, all that keeps units down, 100 random stories on every version; then the tables of the README.
# everything.sh [DIRECTORY] keeps the results in DIRECTORY, or in a new one that it names.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
results=${1:-$(mktemp -d --suffix=-whyalive-results)}
mkdir -p "$results"
status=0
npm run --silent matrix -- --jobs 4 --again --times --results "$results/matrix.json" || status=1
npm run --silent matrix -- --profile dbus-broker --jobs 4 --again --times --results "$results/dbus-broker.json" || status=1
npm run --silent matrix -- --profile host --version 252,257 --jobs 6 --again --times --results "$results/host.json" || status=1
npm run --silent trials -- --again --results "$results/trials.json" || status=1
npm run --silent keep-down -- --jobs 4 --again --results "$results/keep-down.json" || status=1
npm run --silent oracle -- --kept --stories 100 --jobs 3 --results "$results/oracle.json" || status=1
npm run --silent accuracy -- --results "$results/matrix.json" --trials "$results/trials.json" --oracle "$results/oracle.json" >"$results/accuracy.md" || status=1
cat "$results/accuracy.md"
printf '\nThe results are in %s; accuracy.md is for: node scripts/fill-readme.mjs accuracy\n' "$results"
exit "$status"
