#!/bin/sh
# Builds the root file system of one Debian suite for the lab: build-root.sh SUITE DIRECTORY
# The directory appears only when it is complete, so that an interrupted build is never taken for a root.
set -eu
suite=$1
directory=$2
case $suite in
bullseye | bookworm | trixie | forky) ;;
*)
  echo "build-root: '$suite' is not a suite of the matrix: use bullseye, bookworm, trixie or forky" >&2
  exit 2
  ;;
esac
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
mmdebstrap --quiet --variant=minbase --mode=root \
  --aptopt='Acquire::Check-Valid-Until "false"' \
  --include=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,cron,sudo,iproute2,procps,util-linux,perl-base,libstdc++6,udev \
  "$suite" "$partial"
rm -rf --one-file-system "$partial/var/cache/apt/archives" "$partial/var/lib/apt/lists" "$partial/usr/share/doc"
# Another build of the same root may have been faster; then ours goes.
mv -T "$partial" "$directory" 2>/dev/null || [ -d "$directory" ]
