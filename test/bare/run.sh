#!/bin/bash
# Proves that `npm ci && npm test` passes on a bare Debian 12, as an ordinary user and as root, and that `npm run setup` brings the rest: npm run bare
# It clones HEAD into a root of its own, in namespaces of its own; npm's cache is read, and nothing stays behind but the root, under /var/cache/whyalive-lab.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/test/bare

if ((EUID != 0)); then
  echo 'bare: it needs root: it makes namespaces and mounts' >&2
  exit 1
fi
for program in git mmdebstrap unshare setpriv; do
  if ! command -v "$program" >/dev/null; then
    echo "bare: $program is not installed: npm run setup" >&2
    exit 1
  fi
done
if [[ -n $(git -c safe.directory='*' status --porcelain --untracked-files=no) ]]; then
  echo 'bare: what is not committed is not in the clone' >&2
fi

# Another recipe, or another Node or npm, makes another root.
recipe=$({ cat "$here/build-root.sh" && node --version && npm --version; } | sha256sum | head -c 8)
root=${WHYALIVE_LAB_CACHE:-/var/cache/whyalive-lab}/bare-$recipe
"$here/build-root.sh" "$root"

cache=$(npm config get cache)
mkdir -p "$cache"
scratch=$(mktemp -d)
entered=
leave() {
  if [[ -n $entered ]]; then kill -KILL "$entered" 2>/dev/null || true; fi
  wait || true
  rm -rf --one-file-system "$scratch"
}
trap leave EXIT
trap 'exit 130' INT TERM HUP
# Whichever of them is killed, the first process of the namespace goes too, and with it all of the namespace.
setpriv --pdeathsig KILL timeout --signal=KILL 20m setpriv --pdeathsig KILL unshare --mount --pid --ipc --fork --kill-child \
  "$here/enter-root.sh" "$root" "$scratch" "$PWD" "$cache" &
entered=$!
wait "$entered"
entered=
