#!/bin/sh
# Builds a Debian 12 with nothing but its smallest set of packages, the machine's Node and npm, and an ordinary user: build-root.sh DIRECTORY
# The directory appears only when it is complete, so that an interrupted build is never taken for a root.
set -eu
directory=$1
if [ -d "$directory" ]; then
  exit 0
fi
mkdir -p "$(dirname "$directory")"
for left in "$directory".partial.*; do
  if [ -d "$left" ] && [ ! -d "/proc/${left##*.}" ]; then
    rm -rf --one-file-system "$left"
  fi
done
partial=$directory.partial.$$
trap 'rm -rf --one-file-system "$partial"' EXIT
trap 'exit 130' INT TERM HUP
mmdebstrap --quiet --variant=minbase --mode=root bookworm "$partial"
rm -rf --one-file-system "$partial/var/cache/apt/archives" "$partial/var/lib/apt/lists"
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
mkdir -p "$partial/usr/local/lib/node_modules"
cp "$(readlink -f "$(command -v node)")" "$partial/usr/local/bin/node"
cp -R "$npm" "$partial/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$partial/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$partial/usr/local/bin/npx"
chroot "$partial" useradd --create-home --shell /bin/bash ordinary
# Another build of the same root may have been faster; then ours goes.
mv -T "$partial" "$directory" 2>/dev/null || [ -d "$directory" ]
