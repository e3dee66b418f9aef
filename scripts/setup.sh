#!/bin/sh
# Installs what the tests need besides Node 20 and npm: npm run setup
# On Debian and Ubuntu, as root, by apt. Else it prints what to install and how, and ends with 1 unless nothing is missing.
set -eu

# The lab's systemd with a user manager, and what builds its roots.
packages='ca-certificates dbus dbus-user-session iproute2 libpam-systemd mmdebstrap passwd perl-base procps systemd systemd-sysv util-linux'
# mandoc and man for the man pages, a browser with a font for the page of -o html, Graphviz for -o dot.
packages="$packages mandoc man-db chromium fonts-dejavu-core graphviz"
# The shells that are completed in, a terminal for them, and what checks their scripts.
packages="$packages bsdutils fish zsh shellcheck"
# npm run bare clones the repository.
packages="$packages git"

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "setup: there is no apt here. Install what your distribution has of these packages of Debian: $packages" >&2
  exit 1
fi

missing=
for package in $packages; do
  if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then missing="$missing $package"; fi
done
if [ -z "$missing" ]; then
  echo 'setup: everything is installed.'
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "setup: only root installs packages. As root, run npm run setup, or: apt-get update && apt-get install --no-install-recommends$missing" >&2
  exit 1
fi

# What apt knows of $missing; Ubuntu, for one, has chromium only as a snap.
known_to_apt() {
  for package in $missing; do
    if apt-cache show "$package" >/dev/null 2>&1; then printf '%s ' "$package"; fi
  done
}

# Three tries: a mirror that is busy for a moment is no finding about this program.
export DEBIAN_FRONTEND=noninteractive
for try in 1 2 3; do
  # shellcheck disable=SC2046 # a list of names
  if apt-get update -q && apt-get install -y -q --no-install-recommends --no-remove $(known_to_apt); then
    for package in $missing; do
      apt-cache show "$package" >/dev/null 2>&1 && continue
      echo "setup: apt has no $package here: install it in another way. WHYALIVE_CHROMIUM=PATH names another Chromium." >&2
      exit 1
    done
    exit 0
  fi
  echo "setup: try $try failed" >&2
  sleep $((try * 5))
done
exit 1
