#!/bin/sh
# Copies a root that build-root.sh built and installs packages into the copy: add-packages.sh ROOT DIRECTORY PACKAGE…
# Packages that the suite does not have are left out. None of their services is started, and what a package starts all the same goes down with its namespace.
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
printf '#!/bin/sh\nexit 101\n' >"$partial/usr/sbin/policy-rc.d"
chmod 755 "$partial/usr/sbin/policy-rc.d"
cat >"$partial/install-packages" <<'SCRIPT'
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
apt-get -qq -o Acquire::Check-Valid-Until=false -o Acquire::Retries=3 update
known=
for package in "$@"; do
  if apt-cache policy "$package" | grep -q '^  Candidate: [^(]'; then known="$known $package"; else echo "$package is not in this suite"; fi
done
# shellcheck disable=SC2086 # a list of names
apt-get -qq -y --no-install-recommends -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io install $known
SCRIPT
# shellcheck disable=SC2016 # the inner shell expands them
unshare --mount --pid --uts --ipc --fork --kill-child --propagation private /bin/sh -eu -c '
  partial=$1
  shift
  mount -t proc proc "$partial/proc"
  mount -t sysfs -o ro sysfs "$partial/sys"
  mount -t tmpfs tmpfs "$partial/run"
  exec chroot "$partial" /bin/sh /install-packages "$@"
' sh "$partial" "$@" >&2
rm -f "$partial/install-packages" "$partial/usr/sbin/policy-rc.d"
rm -rf --one-file-system "$partial/var/cache/apt" "$partial/var/lib/apt/lists" "$partial/usr/share/doc"
# Another build of the same root may have been faster; then ours goes.
mv -T "$partial" "$directory" 2>/dev/null || [ -d "$directory" ]
