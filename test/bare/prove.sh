#!/bin/bash
# Runs in the bare machine, as its first process: the README's two commands as an ordinary user and as root, then npm run setup and what it is for.
set -euo pipefail
exec </dev/null
log=/run/tests.log

# What these test does no I/O, which test/architecture holds it to, and takes most of the time: the ordinary user runs all, root need not run it again.
computing=(--exclude='test/{analysis,architecture,bench,history,model,scenarios,systemd,timeline}/**' --exclude='test/render/{*.test.ts,!(graph)/**}')
# What has a need that npm run setup meets, without the lab, for which this machine in a namespace has no control groups.
equipped=(test/browser test/collect/bus/monitor.test.ts test/command-line/completion test/man/lint.test.ts test/man/sessions.test.ts test/render/graph/dot.test.ts)
# What is not on the bare machine, as the closing list has to name it.
missing=(chromium dbus-daemon dot fish lab man mandoc shellcheck zsh)

step() { printf '\n== bare machine: %s, after %s s ==\n' "$1" "$SECONDS"; }
give_up() {
  printf 'bare machine: %s\n' "$1" >&2
  exit 1
}

# as USER COMMAND…: in that user's clone.
as() {
  local user=$1 home
  home=$(getent passwd "$user" | cut -d: -f6)
  shift
  (cd "$home/whyalive" && setpriv --reuid="$user" --regid="$user" --clear-groups env HOME="$home" USER="$user" "$@")
}

# clone USER: a clone of its own, and npm's cache.
clone() {
  local home
  home=$(getent passwd "$1" | cut -d: -f6)
  cp -R /opt/whyalive "$home/whyalive"
  chown -R "$1:" "$home/whyalive" /run/npm/cache
}

# passes USER ARGUMENT…: npm ci && npm test passes, and what was not run is listed, all of it, by what it needs.
passes() {
  local user=$1 skipped listed name
  shift
  clone "$user"
  step "npm ci as $user"
  as "$user" npm ci --no-audit --no-fund
  step "npm test as $user"
  as "$user" env NO_COLOR=1 npm test --silent -- --reporter=dot "$@" 2>&1 | tee "$log" || give_up "npm test failed as $user"
  skipped=$(sed -n 's/^ *Tests .* \([0-9]*\) skipped.*/\1/p' "$log")
  listed=$(sed -n 's/^Tests that were not run, .*: \([0-9]*\)$/\1/p' "$log")
  if [[ -z $listed || $skipped != "$listed" ]]; then give_up "$skipped tests were skipped as $user, and ${listed:-none} are listed"; fi
  for name in "${missing[@]}"; do
    grep -q "^ *[0-9]*  $name: " "$log" || give_up "the list does not name $name"
  done
  grep -q '^npm run setup' "$log" || give_up 'the list does not say how to get what is missing'
}

passes ordinary
if as ordinary npm run --silent setup; then give_up 'npm run setup says to an ordinary user that nothing is missing'; fi
rm -rf /home/ordinary/whyalive
passes root "${computing[@]}"

step 'npm run setup'
as root npm run --silent setup >"$log" 2>&1 || {
  cat "$log"
  give_up 'npm run setup failed'
}
step 'what it is for, with nothing missing'
as root env NO_COLOR=1 WHYALIVE_TESTS=complete npm test --silent -- --reporter=dot "${equipped[@]}" 2>&1 | tee "$log" ||
  give_up 'tests fail after npm run setup'
if grep -q -e ' skipped' -e 'Tests that were not run' "$log"; then give_up 'tests are left out after npm run setup'; fi
step 'passed'
