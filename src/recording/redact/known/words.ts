/** Words of systemd's messages, of the descriptions of its own units and of this program, and those that the programs which say who asked wrap around what they say; in lower case. */
export const OWN_WORDS: ReadonlySet<string> = new Set(
  `
  _raw_params _uses_shell a abandoned abnormal abort aborting about abrt absent absolute accept accepted accepting access accessdenied
  accessible accounting accounts acct acl acquire action activate activated activating activation active activities add adding additional addr
  address adjust adm after ag agent alias all allocate allowed already always amazon ambient an and annually ansible any apparmor append
  application applications applied apply applying apr april apt arbitrary arch archival are arg argc args arguments argv arm64 around array as
  ask assert assignment assignments assuming at attach attempt attempts attribute audit aug august auid authenticated authentication authority
  authorization auto autofs automount autostart avahi available b back background backlight backup bad barrier base based basic battery be
  became because been before begin belong bin binary bind blkid block blocks bluetooth bluez bochs boolean boot booted boots bpf_framework
  bpffs breakpoint brightness broker brought btf build builtin bus but by bzip2 cache calendar call caller callers calls can canceled
  cancelled cannot cantgraphical capabilities capability capsule card catalog cause caused cgroup cgroup2 cgroups cgroupsv1 change changed
  changes character chdir check checked checking checkpointer checks child chown chroot class clean cleaning cleanup clear client clock clocks
  clone closed closing cmd cmdend cmdout code coldplug collect collected colormanager comm command commit communication compatibility complete
  completed completion concurrency condition conditions conf config configuration configured configures configuring connect connection
  connections console consolekit constraints container contains context continued continuing control controller convert copy core coredump
  corrupted could counter cpu create created creates cred_acq cred_disp cred_refr credential credentials cron crond cryptsetup curl current
  currently cut cwd d daemon daemon_reexec daemon_reload daemons daily damaged data database datagram date day days db dbus deactivated
  deactivating dead deadlock debug debugging dec december declared decode decryption default deferred degraded delay delete deleting denied
  dependencies dependency description descriptor descriptors deserialization deserialize deserialized dest destination details detect
  determine dev device devices dict did different dir direct directories directory directorynotempty disable disabled discard disconnect
  disconnected disk dispatch display do docker does doesn don done down download downloads dpkg drop dropped dropping dry ds due dump dumped
  duplicate during dynamic e each early edit efi either elapsed elfutils else emergency emit empty enable enabled encrypted encryption end
  ended ending ends enforce enqueue enqueued ensure ensured entered entering entries entry env environment environmentfile ephemeral errno
  error etc euid event events every exe exec executable executables execute executing execution execve exist existing exists exit exited
  exiting exits expand_argument_vars expect expected expire ext4 extended extension extensions extra extract factory fail failed fails failure
  falling false family fd fds fdstore feb february fedoraproject few fido2 field fields fifo file files filesystem filesystems filter filters
  final finish finished firewalld1 firewalling firmware first flag flags flush followed follows for force forcibly foreground fork forking
  formats forward found fragment freedesktop freezer fri friday from frozen fs fsck fsckd fstab full function fuse g gadget gain gb gcrypt
  generate generated generator geoclue2 get getall getty getunit gib gid global gnutls go gone good got gracefully grantors graphical greeter
  group grow h had halt halting handoff hard hardware has hash have having help helper here hibernate hibernation hierarchy higher history hit
  home1 hook host hostname hostname1 hosts hour hourly hours how hr huge hwclock hybrid i id idle idn idn2 ids if ignore ignoring ima image
  images immediate immediately import1 in inactive incoming incorrect indicates indirect infinity info inherit inherited inhibitors init
  initctl initial initialization initialize initializing initiation initrd inotify input install installed installer instance instead int32
  integrity interactively interface interval into introspect introspectable invalid invocation invoked ip iptc ipv4 ipv6 irreversibly is isn
  isolate it items its jan january job jobnew jobremoved jobs journal journald jul july jun june k kb keep kernel kexec key keyring kib kill
  killed killing kills kmod kmsg knew know known knows kvm l label lacks last late launch launcher layer ldap legacy legend lenient less level
  libarchive libcryptsetup libcryptsetup_plugins libfdisk libvirt like limit line lines linked linker linux list listen listening listjobs
  listunits live lo load loaded loader loading local locale locale1 localhost lock locks log logged login login1 logind logins long longer
  looked lookout lookup lookups loop loopback lost lu lvalue lxc lz4 m machine machine1 made mail main maintenance make manage management
  manager many map mapper mapping mar march mark marked marker mask masked master match matched matching max maximum may mb meanwhile
  measurement measurements member memory menu merge merged message messages metadata method_call method_return metric metrics mib microsoft
  min minute minutely minutes missed missing mixed mode modemmanager1 module modules mon monday monitor monitored monitoring monotonic month
  monthly months more most mount mounted mounting mountpoints mounts move mqueue ms msec msg mtab multi multiple must muting n name named
  nameownerchanged names namespace namespacing near needrestart needs net netlink network network1 networkd networkmanager never new newer
  next nice nis no no_block node nodes none nop nor noreply normal normalized nosuchunit not nothing notice notification notify nov november
  now nspawn nsswitch null number nvme object objpath observation observations observe observed observer obsolete oct october of off offline
  ok old older on onactiveusec onbootusec once one oneshot online only onstartupusec onunitactiveusec onunitinactiveusec oom oom1 op open
  opened openssl openvz operation operator opt option options or oracle ordering org orphan os other others our out output outside over
  overflowgid overflowuid overheard overlay override own owned owner ownership p p11kit package packagekit packages pager pages pair pam
  pam_env pam_limits pam_loginuid pam_systemd pam_unix parameter parameters parent parents parse part partition parts passed passphrase passwd
  password path pathchanged pathexists pathexistsglob pathmodified paths pattern pcr pcre2 peer peers pending per period periodic perl
  permanent permission permit permitted persistent pid pidfile pidref pids ping pinned pipe place plain platform please plugged podman point
  policy policykit1 poll polyinstantiation port portable1 posix possible post postmaster pouch power powering poweroff ppid pr pre preauth
  preparation prepare preparing present preset previous print printer priority priv private probe proc proceeding process processes processing
  proctitle program programs progress project prompts proot propagate properties propertieschanged property protected protocol pts pty puppet
  pwd pwquality python qemu qrencode quarterly query queue queued queuing quickly quiet quietly quite quota quotas ran random range rate rc
  reached read readable reading reads ready real really realtime reboot rebooting rebuild receive received receiving reception record recorded
  recording recordings recover recursive reexec reference refresh refreshing refused refusing registered regular rejected release releasing
  reload reloaded reloading reloads remain remote remount remounting remove removed removes removing repartition repeatedly replace replies
  reply report reporting request requested requesting requests required requirements requires res rescue reset resolution resolve resolve1
  resources restart restarted restarting restarts restrictions result resume retrieve reverse rf rfkill right rkt root rotated rpc rtkit1 ruby
  rule rules run runas runlevel running runs runtime rvalue s said same sandboxed sat saturday save say scheduled scheduling scope score
  screen sd seat seat0 sec seccomp second seconds section secureboot security see seed seems seen sees self selinux semiannually send sender
  sent sep sept september seqpacket sequential serial serialization serialize serialized server service service_start service_stop services
  ses session sessions set setenv setting setup several shadow shared shell short shot should show shown shutdown shutting sighup sigkill
  signal signals sigterm silent simple since single size skip skipped skipping sleep slice slices smack smart snapshot snapshots so socket
  sockets soft some soon sorry sound source sources space spawn spawning special specified specifier specifiers srk ssh sshd sss stage stale
  standard start started starting starts startup startupfinished stat state stated static status stderr stdin stdin_add_newline stdout step
  still stop stopped stopping stops storage store stream strict string strip_empty_ends stub su subcgroup subgroup subj subscribe succeeded
  success successful successfully such sudo sudoers sun sunday support supported suppressing sure suspend swap swaps switch switching symlink
  symlinks sync synchronized syntax syscall sysext1 syslog sysroot system systemd systemd1 systemd_service systems sysupdate1 sysv sysvinit t
  table tag target task tasks tclass tcp temporary tentative terminal terminated terminating than that the their them then there these they
  this those though through thu thursday till time timed timedate1 timeout timer timercalendar timers timersmonotonic times timestamp
  timesync1 timezone tmp tmpfs to token told too took tool total tpm tpm2 trace tracefs tracing transaction transient transition tree trigger
  triggered triggering triggers true truncate truncated trusted try trying tty tty2 tty6 tty9 ttyname tue tuesday twice two type types udev
  udisks2 udp uefi uevents uid uids uint32 uml umount unable unattended unconfined understood unescape unexpected unified unit
  unitfileschanged unitnew unitremoved units unix unknown unknownobject unless unmerged unmet unmount unmounted unmounting unpack unpacking
  unprivileged unreadable unregistered unset unsupported until untold unused up update updates upgrade upgrades upholds upower uri url us usb
  use usec used user user_acct user_auth user_cmd user_end user_login user_start userdatabase usermod username users userspace uses using usr
  utc utmp vacuumed valid validate value vanished var variable variables variant varlink verbose verify verity version via virtual vmm vmware
  volatile volumes w wait waiting waits wakeup wall walwriter wants warn was wasn watch watchdog watched way we wed wednesday week weekly
  weeks well were what when where whether which while who whom whose why whyalive wide will winbind with within without wizard won worker
  working would writable write writer wsl x86 xdg xen xkbcommon xz y year yearly years yes yet your zi zlib zstd zu
`.match(/\S+/g),
);
