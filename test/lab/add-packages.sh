#!/bin/sh
# Copies a root that build-root.sh built and installs packages into the copy: add-packages.sh ROOT DIRECTORY PACKAGE…
# The directory appears only when it is complete, so that an interrupted build is never taken for a root.
set -eu
root=$1
directory=$2
shift 2
if [ -d "$directory" ]; then
  exit 0
fi
for left in "$directory".partial.*; do
  if [ -d "$left" ] && [ ! -d "/proc/${left##*.}" ]; then
    rm -rf --one-file-system "$left"
  fi
done
partial=$directory.partial.$$
trap 'rm -rf --one-file-system "$partial"' EXIT
trap 'exit 130' INT TERM HUP
cp -a "$root" "$partial"
rm -f "$partial/etc/resolv.conf"
cp /etc/resolv.conf "$partial/etc/resolv.conf"
chroot "$partial" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o 'Acquire::Check-Valid-Until=false' -o 'Acquire::Retries=3' update >&2
chroot "$partial" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >&2
rm -rf --one-file-system "$partial/var/cache/apt" "$partial/var/lib/apt/lists" "$partial/usr/share/doc"
# Another build of the same root may have been faster; then ours goes.
mv -T "$partial" "$directory" 2>/dev/null || [ -d "$directory" ]
