/** Names of programs that distributions have: those that ask for units or run other programs, daemons, and common tools. */
export const PROGRAMS: ReadonlySet<string> = new Set(
  `
  (sd-pam) (systemd) ModemManager NetworkManager SCREEN Xorg Xwayland a2disconf a2dismod a2dissite a2enconf a2enmod a2ensite a2query ab
  add-shell addgroup addpart addr2line adduser agetty anacron ansible ansible-playbook apache2 apache2ctl apachectl apt apt-cache apt-cdrom
  apt-config apt-get apt-key apt-mark aptitude ar arch arpaname arpd arptables arptables-nft arptables-nft-restore arptables-nft-save
  arptables-restore arptables-save arptables-translate as at atd atq atrm auditd avahi-daemon awk b2sum badblocks base32 base64 basename
  basenc bash bashbug bc beanstalkd biosdecode blkdeactivate blkdiscard blkid blkmapd blkzone blockdev bluemoon bluetoothctl bluetoothd
  bootctl bridge btattach btmgmt btmon buildah bun busctl busybox c++filt c_rehash capsh captoinfo case cat catchsegv cd certbot cfdisk
  cfengine cgdisk chage chattr chcon chcpu check_forensic checkgid chef-client chfn chgpasswd chgrp chkconfig chmem chmod choom chown chpasswd
  chronyd chroot chrt chsh cifsiostat ciptool cksum clear clear_console clusterdb cmp collectd collectdmon comm command conmon containerd
  containerd-shim containerd-shim-runc-v1 containerd-shim-runc-v2 corelist corosync cp cpan cpgr cpio cppw createdb createlang createuser crio
  crm_resource cron crond crontab crun csh csplit ctr ctrlaltdel ctstat cupsaccept cupsctl cupsd cupsdisable cupsenable cupsreject cupstestppd
  curl cut cvtsudoers dash date dbilogstrip dbiprof dbiproxy dbus-broker dbus-broker-lau dbus-broker-launch dbus-cleanup-sockets dbus-daemon
  dbus-monitor dbus-run-session dbus-send dbus-update-activation-environment dbus-uuidgen dcb dd ddns-confgen deb-systemd-helper
  deb-systemd-invoke debconf debconf-apt-progress debconf-communicate debconf-copydb debconf-escape debconf-set-selections debconf-show
  debugfs delgroup delpart deluser deno depmod devlink df dhcp-lease-list dhcpd diff diff3 dir dircolors dirmngr dirmngr-client dirname dmesg
  dmidecode dmsetup dmstats dnet dnf dnf5 dnsdomainname dnsmasq dnssec-cds dnssec-dsfromkey dnssec-importkey dnssec-keyfromlabel dnssec-keygen
  dnssec-ksr dnssec-revoke dnssec-settime dnssec-signzone dnssec-verify do doas docker docker-init docker-proxy dockerd domainname done
  doveadm doveconf dovecot dovecot-sysreport dpkg dpkg-deb dpkg-divert dpkg-fsys-usrunmess dpkg-maintscript-helper dpkg-preconfigure
  dpkg-query dpkg-realpath dpkg-reconfigure dpkg-split dpkg-statoverride dpkg-trigger dpll dropbear dropdb droplang dropuser dsync du dumpe2fs
  dwp e2freefrag e2fsck e2image e2label e2mmpstatus e2scrub e2scrub_all e2undo e4crypt e4defrag ebtables ebtables-nft ebtables-nft-restore
  ebtables-nft-save ebtables-restore ebtables-save ebtables-translate echo echo_supervisord_conf egrep elfedit elif else enc2xs encguess env
  envsubst esac eval exec exim4 expand expiry export expr fail2ban-client fail2ban-python fail2ban-regex fail2ban-server fail2ban-testcases
  faillock faillog fallocate false fcgistarter fcron fdformat fdisk fgrep fi filefrag fincore find findfs findmnt findrule firewalld fish
  fixparts flatpak flock fmt fold for free fsck fsck.cramfs fsck.ext2 fsck.ext3 fsck.ext4 fsck.minix fsfreeze fstab-decode fstrim function
  fuser gapplication gatttool gdb gdbus gdisk gdm gdm3 genhash genl getcap getconf getent getopt getpcaps gettext gettext.sh getty gio
  gio-querymodules git gnome-session gnome-shell go gold gpasswd gpg gpg-agent gpg-connect-agent gpgconf gpgsm gpgv gpsctl gpsd gpsdctl
  gpsdebuginfo gpsinit grafana-server grep gresource groupadd groupdel groupmems groupmod groups grpck grpconv grpunconv gsettings gunzip
  gzexe gzip halog halt haproxy hardlink hciattach hciconfig hcitool head hex2hcd hostid hostname hostnamectl htcacheclean htdbm htdigest
  htpasswd httpd httxt2dbm hugetop hwclock i386 icinga2 iconv iconvconfig id if in in.identtestd in.tftpd inetd infocmp infotocap init initctl
  insmod install install-sgmlcatalog installkernel instmodsh invoke-rc.d ionice iostat ip ip6tables ip6tables-apply ip6tables-legacy
  ip6tables-legacy-restore ip6tables-legacy-save ip6tables-nft ip6tables-nft-restore ip6tables-nft-save ip6tables-restore
  ip6tables-restore-translate ip6tables-save ip6tables-translate ipcmk ipcrm ipcs iptables iptables-apply iptables-legacy
  iptables-legacy-restore iptables-legacy-save iptables-nft iptables-nft-restore iptables-nft-save iptables-restore iptables-restore-translate
  iptables-save iptables-translate iptables-xml isadump isaset ischroot isosize java join journalctl json_pp kded5 keepalived kernel-install
  key.dns_resolver keyctl kill killall killall5 kmod ksh kubelet l2ping l2test last lastb lastlog lcf ld ld.bfd ld.gold ld.so ldattach
  ldconfig ldd lightdm lighttpd lighttpd-angel lighttpd-disable-mod lighttpd-enable-mod lighty-disable-mod lighty-enable-mod link linux32
  linux64 ln lnstat locale locale-gen localectl localedef logger login loginctl logname logresolve logrotate logsave losetup lp lpadmin lpinfo
  lpmove lpoptions lpstat ls lsattr lsb_release lsblk lscpu lsfd lsipc lsirq lslocks lslogins lsmem lsmod lsns lua lzcat lzcmp lzdiff lzegrep
  lzfgrep lzgrep lzless lzma lzmainfo lzmore machinectl mail maildirmake.dovecot mailq make make-ssl-cert mariadb mariadbd mawk mcookie md5sum
  memcached mesg mkdir mke2fs mkfifo mkfs mkfs.bfs mkfs.cramfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.minix mkhomedir_helper mklost+found mknod
  mkswap mktemp mmcli modinfo modprobe mongod monit more mosquitto mosquitto_ctrl mosquitto_passwd mount mount.nfs mount.nfs4 mountpoint
  mountstats mpris-proxy mpstat mt mt-gnu munin-get munin-node munin-node-configure munin-run munindoc mv mysql mysqld named named-checkconf
  named-checkzone named-compilezone named-journalprint named-nzd2nzf named-rrchecker namei nawk nc nc.openbsd ncat needrestart net-server
  net-snmp-create-v3-user netcat netshaper networkctl newaliases newgrp newusers nfnl_osf nfsconf nfsidmap nfsiostat nfsstat ngettext nginx
  ngircd nice nisdomainname nl nm nm-online nmcli nmtui nmtui-connect nmtui-edit nmtui-hostname node nodejs nohup nologin npm nproc nrpe nscd
  nsec3hash nsenter nstat ntpd ntpshmmon numfmt obexctl objcopy objdump od oidentd omshell openssl openvpn ovrouter ownership pacemakerd
  packagekitd pacman pager pam-auth-update pam_getenv pam_namespace_helper pam_timestamp_check parted partprobe partx passwd paste pathchk
  pcscd peekfd perl perlbug perldoc perlivp perlthanks pg_archivecleanup pg_backupcluster pg_basebackup pg_buildext pg_config pg_conftool
  pg_createcluster pg_ctlcluster pg_dropcluster pg_dump pg_dumpall pg_isready pg_lsclusters pg_receivewal pg_receivexlog pg_recvlogical
  pg_renamecluster pg_restore pg_restorecluster pg_updatedicts pg_upgradecluster pg_virtualenv pgbench pgrep phar php phpdismod phpenmod
  phpquery piconv pidof pidproxy pidstat pidwait pinentry pinentry-curses pinky pivot_root pkaction pkcheck pkexec pkill pkttyagent pl2pm
  plasmashell pldd pmap pod2html pod2man pod2text pod2usage podchecker podman polkitd postalias postcat postconf postdrop postfix
  postfix-add-filter postfix-add-policy postfix-collate postgres postkick postlock postlog postmap postmulti postqueue postsuper
  posttls-finger poweroff ppscheck pr printenv printf privoxy privoxy-log-parser privoxy-regression-test prlimit prometheus
  prometheus-node-exporter prove prtstat ps pslog psql pstree pstree.x11 ptar ptardiff ptargrep ptx puppet puppet-agent pwck pwconv pwd pwdx
  pwhistory_helper pwsh pwunconv py3clean py3compile py3versions python python2 python3 qdbus qmqp-sink qmqp-source qshape rabbitmq-server
  ranlib rbash rc-service rctest rdma read readelf readlink readprofile realpath reboot redis-benchmark redis-check-aof redis-check-rdb
  redis-cli redis-server reindexdb remove-shell renice request-key reset resize2fs resizepart resolvectl return rev rfcomm rgrep rinetd rm
  rmail rmdir rmmod rmt rmt-tar rndc rndc-confgen rotatelogs routef routel rpc.gssd rpc.idmapd rpc.statd rpc.svcgssd rpcbind rpcctl rpcdebug
  rpcinfo rpm rsync rsyslogd rtacct rtcwake rtmon rtstat ruby run-parts run0 runc runcon runlevel runuser sadf safe_finger salt-minion sar
  sar.sysstat savelog scp screen script scriptlive scriptreplay sd-pam sddm sdiff sdptool sed select select-editor sendmail sensible-browser
  sensible-editor sensible-pager sensible-terminal sensors sensors-conf-convert sensors-detect seq service set setarch setcap setpriv setsid
  setterm sfdisk sftp sg sgdisk sh sha1sum sha224sum sha256sum sha384sum sha512sum shadowconfig shasum shift showmount shred shuf shutdown
  sieve-dump sieve-filter sieve-test sievec size skill slabtop sleep slogin sm-notify smartctl smartd smtp-sink smtp-source snap snapd snice
  snmpd socat sort splain split split-logfile squid squid-gnutls sqv ss ssh ssh-add ssh-agent ssh-argv0 ssh-copy-id ssh-keygen ssh-keyscan
  sshd sshd-auth sshd-session start-statd start-stop-daemon stat stdbuf strace streamzip strings strip stty stunnel stunnel3 stunnel4 su sudo
  sudo_logsrvd sudo_sendlog sudoedit sudoreplay sulogin sum supervisorctl supervisord swaplabel swapoff swapon switch_root sync sysctl
  syslog-ng systemctl systemd systemd-ac-power systemd-analyze systemd-ask-password systemd-cat systemd-cgls systemd-cgroups-agent
  systemd-cgtop systemd-confext systemd-coredump systemd-creds systemd-cron systemd-cryptenroll systemd-delta systemd-detect-virt
  systemd-escape systemd-executor systemd-firstboot systemd-fsck systemd-homed systemd-hostnamed systemd-hwdb systemd-id128 systemd-importd
  systemd-inhibit systemd-journald systemd-localed systemd-logind systemd-machine-id-setup systemd-machined systemd-mount systemd-mute-console
  systemd-networkd systemd-notify systemd-nspawn systemd-oomd systemd-path systemd-portabled systemd-pty-forward systemd-repart
  systemd-resolve systemd-resolved systemd-run systemd-shutdown systemd-sleep systemd-socket-activate systemd-socket-proxyd
  systemd-stdio-bridge systemd-sysext systemd-sysinstall systemd-sysusers systemd-timedated systemd-timesyncd systemd-tmpfiles
  systemd-tty-ask-password-agent systemd-udevd systemd-umount systemd-user-runtime-dir systemd-userdbd systemd-userwork systemd-vpick tabs tac
  tail tapestat tar tarcat taskset tc tclsh tcpd tcpdchk tcpdmatch tcsh tee telegraf telinit telnet tempfile test then tic time timedatectl
  timeout tini tini-static tinyproxy tipc tload tmux tmux: toe top tor tor-gencert tor-instance-create tor-print-ed-signing-cert tor-resolve
  torify touch tput tr trap true truncate try-from tset tsig-keygen tsort tty tune2fs tzconfig tzselect ubxtool ucf ucfq ucfr uclampset
  udevadm udisksctl ufw ulimit ulogd umask umount umount.nfs umount.nfs4 umount.udisks2 uname unattended-upgrade unattended-upgrades unbound
  unbound-checkconf unbound-control unbound-control-setup uncompress unexpand uniq unix_chkpwd unix_update unlink unlzma unset unshare until
  unxz update-alternatives update-catalog update-inetd update-locale update-passwd update-rc.d update-shells update-smart-drivedb
  update-xmlcatalog upower uptime useradd userdel usermod users utmpdump uuidd uuidgen uuidparse vacuumdb vacuumlo validlocale varlinkctl vdir
  vdpa vigr vipw visudo vmstat vnstat vnstatd vpddecode vsftpd vsftpdwho wait wall watch wc wcurl wdctl wget whereis which which.debianutils
  while who whoami wipefs wpa_action wpa_cli wpa_passphrase wpa_supplicant xargs xsubpp xtables-legacy-multi xtables-monitor xtables-nft-multi
  xz xzcat xzcmp xzdiff xzegrep xzfgrep xzgrep xzless xzmore yarn yes ypdomainname yum zabbix_agentd zcat zcmp zdiff zdump zegrep zfgrep
  zforce zgrep zic zipdetails zless zmore znew zramctl zsh zypper
`.match(/\S+/g),
);
