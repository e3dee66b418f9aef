/** Names of the folders and files that every host has, as parts of a path. */
export const PLACES: ReadonlySet<string> = new Set(
  `
  .cache .config .local aarch64-linux-gnu actions alternatives anacrontab apache2 apt bin binfmt.d block boot bus by-id by-label by-partlabel
  by-partuuid by-path by-uuid cache certs cgroup class cmdline conf.d config console control coredump cron cron.d cron.daily cron.hourly
  cron.monthly cron.weekly cron.yearly crontab crontabs current cwd dbus-1 debug default dev devices disk dist-packages dpkg efi efivars
  environ environment environment.d etc exe fd firmware fs fstab full generator generator.early generator.late group home hostname hosts html
  hugepages hwdb.d init.d io.system.managed io.systemd io.systemd.managed journal journald kernel kmsg lib lib32 lib64 libexec local
  local.conf lock log machine-id mapper media mnt modules modules-load.d mqueue net nginx notify null opt os-release override.conf pam.d
  passwd perl5 polkit-1 private proc profile pts python3 random rc.d rc.local rc0.d rc1.d rc2.d rc3.d rc4.d rc5.d rc6.d rcs.d resolv.conf root
  rules.d run sbin security self services session.d shadow share shm site-packages sites-available sites-enabled sock socket spool srv ssh ssl
  stat state status sudoers sudoers.d sys sysctl sysctl.d system system-generators system-services system.attached system.control system.d
  systemd sysusers.d tabs tmp tmpfiles.d tracing transient tty udev unified urandom user user-environment-generators user.control usr var www
  x86_64-linux-gnu zero
`.match(/\S+/g),
);
