#!/bin/sh
# Runs as the first process of the lab's namespaces and becomes its systemd: pid1.sh ROOT SCRATCH NODE PACKAGE [EXTRA]
# ROOT is the read-only lower layer; SCRATCH an empty directory that stays empty outside; all that is written lives on a tmpfs.
# EXTRA is a folder whose content is laid over the root, for units that must be there when PID 1 starts.
set -eu
root=$1
scratch=$2
node=$3
package=$4
extra=${5:-}

mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$scratch/root"
mount -t overlay -o "lowerdir=$root,upperdir=$scratch/upper,workdir=$scratch/work" overlay "$scratch/root"
new=$scratch/root

mkdir -p "$new/proc" "$new/sys" "$new/dev" "$new/run" "$new/tmp"
mount -t proc proc "$new/proc"
# PID 1 has device units only where /sys is writable, and udevd needs it too: only labs that ask for devices get that.
if [ -n "${LAB_DEVICES:-}" ]; then
  mount -t sysfs -o rw,nosuid,nodev,noexec sysfs "$new/sys"
else
  mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$new/sys"
fi
mount -t tmpfs -o mode=755,nosuid tmpfs "$new/dev"
for device in null zero full random urandom tty; do
  : >"$new/dev/$device"
  mount --bind "/dev/$device" "$new/dev/$device"
done
# A kernel-wide thing: only labs that ask for it get it, and whoever makes an instance in it removes it.
if [ -n "${LAB_TRACING:-}" ]; then
  mount -t tracefs -o nosuid,nodev,noexec tracefs "$new/sys/kernel/tracing"
fi
# For .automount units; a kernel without autofs has no such device.
if [ -e /dev/autofs ]; then
  : >"$new/dev/autofs"
  mount --bind /dev/autofs "$new/dev/autofs"
fi
mkdir "$new/dev/pts" "$new/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$new/dev/pts"
ln -s pts/ptmx "$new/dev/ptmx"
ln -s /proc/self/fd "$new/dev/fd"
ln -s /proc/self/fd/0 "$new/dev/stdin"
ln -s /proc/self/fd/1 "$new/dev/stdout"
ln -s /proc/self/fd/2 "$new/dev/stderr"
mount -t tmpfs -o mode=1777 tmpfs "$new/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$new/run"
if [ -n "${LAB_DEVICES:-}" ]; then
  # sd-device listens for uevents only where /dev is a devtmpfs or udevd's control socket is there already.
  mkdir "$new/run/udev"
  : >"$new/run/udev/control"
fi
mount -t tmpfs -o mode=1777 tmpfs "$new/tmp"
mount -t cgroup2 cgroup2 "$new/sys/fs/cgroup"

# Identity and journal of a machine that boots for the first time, with a journal that survives nothing but is complete.
: >"$new/etc/machine-id"
rm -rf "$new/var/log/journal"
mkdir -p "$new/var/log/journal" "$new/etc/systemd/journald.conf.d" "$new/etc/systemd/system"
printf '[Journal]\nStorage=persistent\nRateLimitIntervalSec=0\nRateLimitBurst=0\nForwardToSyslog=no\n' >"$new/etc/systemd/journald.conf.d/lab.conf"
echo lab >"$new/etc/hostname"
printf "127.0.0.1 localhost\n127.0.1.1 lab\n" >"$new/etc/hosts"
: >"$new/etc/fstab"

# What makes no sense without hardware, a network or a person, and what would act on its own, which is what LAB_SERVICES asks for.
if [ -n "${LAB_DEVICES:-}" ]; then
  udev='systemd-udev-trigger.service systemd-udev-settle.service'
  rm -f "$new"/usr/lib/udev/rules.d/*.rules "$new"/lib/udev/rules.d/*.rules # nothing of the host's hardware is to be touched
else
  udev='systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udevd-varlink.socket
    systemd-udev-trigger.service systemd-udev-settle.service'
fi
if [ -n "${LAB_SERVICES:-}" ]; then
  alone=
else
  alone='apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service
    man-db.timer logrotate.timer motd-news.timer systemd-tmpfiles-clean.timer
    systemd-update-utmp.service systemd-update-utmp-runlevel.service'
fi
for unit in $udev $alone systemd-networkd.service systemd-networkd.socket systemd-resolved.service \
  systemd-timesyncd.service systemd-modules-load.service systemd-sysctl.service systemd-firstboot.service \
  systemd-binfmt.service systemd-hwdb-update.service systemd-pstore.service systemd-random-seed.service \
  systemd-remount-fs.service systemd-boot-update.service systemd-networkd-wait-online.service \
  console-getty.service getty.target getty-static.service serial-getty@.service getty@.service \
  fstrim.timer ldconfig.service \
  dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount \
  sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount \
  systemd-machine-id-commit.service; do
  ln -sf /dev/null "$new/etc/systemd/system/$unit"
done
# On a machine's own root its services stay away: only what the distribution's systemd itself brings is wanted.
[ -n "${LAB_SERVICES:-}" ] || for wants in multi-user.target.wants graphical.target.wants sockets.target.wants timers.target.wants network-online.target.wants; do
  for link in "$new/etc/systemd/system/$wants/"*; do
    case ${link##*/} in
    cron.service | dbus.socket | '*') ;;
    *) rm -f "$link" ;;
    esac
  done
done

mkdir -p "$new/usr/local/bin" "$new/opt/whyalive"
: >"$new/usr/local/bin/node"
mount --bind "$node" "$new/usr/local/bin/node"
mount -o remount,bind,ro "$new/usr/local/bin/node"
mount --bind "$package" "$new/opt/whyalive"
mount -o remount,bind,ro "$new/opt/whyalive"
ln -sf /opt/whyalive/dist/whyalive.mjs "$new/usr/local/bin/whyalive"

if [ -n "$extra" ]; then
  cp -a --no-preserve=ownership "$extra/." "$new/"
fi

cd "$new"
mkdir -p "$new/mnt"
pivot_root . mnt
exec env -i container=whyalive-lab PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
  /bin/sh -c 'umount -l /mnt; exec /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=no'
