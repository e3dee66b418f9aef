#!/bin/bash
# Runs as the first process of the bare machine's namespaces, and becomes prove.sh in it: enter-root.sh ROOT SCRATCH SOURCE CACHE
# ROOT is the read-only lower layer; SCRATCH an empty directory that stays empty outside; SOURCE the repository that is cloned; CACHE that of npm.
# All that is written lives on a tmpfs in the mount namespace: when the last process ends, nothing is left.
set -euo pipefail
root=$1
scratch=$2
source=$3
cache=$4

mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$scratch/root" "$scratch/cache-upper" "$scratch/cache-work"
mount -t overlay -o "lowerdir=$root,upperdir=$scratch/upper,workdir=$scratch/work" overlay "$scratch/root"
new=$scratch/root

mount -t proc proc "$new/proc"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$new/sys"
mount -t tmpfs -o mode=755,nosuid tmpfs "$new/dev"
for device in null zero full random urandom tty; do
  : >"$new/dev/$device"
  mount --bind "/dev/$device" "$new/dev/$device"
done
mkdir "$new/dev/pts" "$new/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$new/dev/pts"
ln -s pts/ptmx "$new/dev/ptmx"
ln -s /proc/self/fd "$new/dev/fd"
ln -s /proc/self/fd/0 "$new/dev/stdin"
ln -s /proc/self/fd/1 "$new/dev/stdout"
ln -s /proc/self/fd/2 "$new/dev/stderr"
mount -t tmpfs -o mode=1777 tmpfs "$new/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$new/run"
mount -t tmpfs -o mode=1777 tmpfs "$new/tmp"

# How this machine reaches npm's registry, and what it has of it already: the whole cache changes its owner, so only that is copied where possible.
cp /etc/resolv.conf "$new/etc/resolv.conf"
mkdir "$new/run/npm" "$new/run/npm/cache"
layers=lowerdir=$cache,upperdir=$scratch/cache-upper,workdir=$scratch/cache-work
mount -t overlay -o "metacopy=on,$layers" overlay "$new/run/npm/cache" 2>/dev/null || mount -t overlay -o "$layers" overlay "$new/run/npm/cache"
cat "$(npm config get globalconfig)" "$(npm config get userconfig)" 2>/dev/null >"$new/run/npm/npmrc" || true
settings=(
  "npm_config_userconfig=/run/npm/npmrc" "npm_config_cache=/run/npm/cache" npm_config_prefer_offline=true
  npm_config_update_notifier=false "npm_config_registry=$(npm config get registry)"
)
certificates=$(npm config get cafile)
if [[ ! -f $certificates ]]; then certificates=${NODE_EXTRA_CA_CERTS:-}; fi
if [[ -f $certificates ]]; then
  cp "$certificates" "$new/run/npm/certificates.pem"
  settings+=(npm_config_cafile=/run/npm/certificates.pem NODE_EXTRA_CA_CERTS=/run/npm/certificates.pem)
fi
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
  if [[ -n ${!name:-} ]]; then settings+=("$name=${!name}"); fi
done

# Whoever owns the repository, it is read only.
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' git clone --quiet --no-hardlinks "$source" "$new/opt/whyalive"

cd "$new"
pivot_root . mnt
umount -l /mnt
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root USER=root "${settings[@]}" /opt/whyalive/test/bare/prove.sh
