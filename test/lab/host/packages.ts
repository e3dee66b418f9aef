/**
 * What is installed on the host: about 60 services with their timers, sockets and bus names, enabled as their packages enable them. What cannot run in namespaces (no
 * network, no devices) stays, and fails or is skipped there as it would on a host. Left out is what would reach beyond the lab: whatever sets the clock (chrony, ntpsec),
 * interrupts (irqbalance), the audit system (auditd), block devices (lvm2, mdadm, multipath-tools, open-iscsi) or what the kernel exports (nfs-kernel-server).
 */
export const PACKAGES: readonly string[] = [
  ...['openssh-server', 'openssh-client', 'rsyslog', 'logrotate', 'anacron', 'at'],
  ...['cups-daemon', 'cups-client', 'avahi-daemon', 'docker.io', 'packagekit', 'udisks2', 'polkitd', 'pkexec'],
  ...['postgresql', 'nginx-light', 'php-fpm', 'apache2', 'haproxy', 'lighttpd'],
  ...['redis-server', 'memcached', 'mosquitto', 'beanstalkd'],
  ...['postfix', 'dovecot-imapd', 'tor', 'privoxy', 'tinyproxy', 'squid'],
  ...['rpcbind', 'nfs-common', 'tftpd-hpa', 'vsftpd', 'openbsd-inetd', 'bind9', 'unbound', 'isc-dhcp-server'],
  ...['unattended-upgrades', 'needrestart', 'monit', 'fail2ban', 'supervisor', 'sysstat', 'smartmontools', 'lm-sensors'],
  ...['network-manager', 'modemmanager', 'wpasupplicant', 'bluez', 'upower', 'accountsservice', 'pcscd', 'gpsd'],
  ...['uuid-runtime', 'vnstat', 'snmpd', 'prometheus-node-exporter', 'collectd-core', 'munin-node'],
  ...['stunnel4', 'openvpn', 'keepalived', 'ulogd2', 'nscd', 'ngircd', 'oidentd', 'rinetd'],
  ...['python3-dbus', 'netcat-openbsd', 'curl', 'perl'],
];
