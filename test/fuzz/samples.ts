/** Texts as hosts have them, one of each form that a reader knows. */

export const UNIT_FILES: readonly string[] = [
  '[Unit]\nDescription=A %i of %H\nAfter=network.target b@%i.service\nRequires=srv-x.mount\nRequiresMountsFor=/srv/x /var/lib/a\nConditionPathExists=|!/etc/a\nOnFailure=c@%n.service\n\n[Service]\nType=notify\nUser=alice\nEnvironment="A=b c" \'D=e\'\nEnvironmentFile=-/etc/default/*\nExecStartPre=-+/bin/sh -c "echo $A; exit 1" ; /bin/true\nExecStart=@/usr/bin/a argv0 --x=\\x41 "q\\"r" \\\n  # not in it\n  second\nRestart=on-failure\nRestartSec=1min 30s\nRestartPreventExitStatus=1 SIGKILL TEMPFAIL\nStateDirectory=a b:c\nWorkingDirectory=~\n\n[Install]\nWantedBy=multi-user.target\n',
  '[Timer]\nOnCalendar=Mon..Fri *-*-1..7/2 09,12:00/15:00.5 Europe/Berlin\nOnBootSec=5min\nOnUnitActiveSec=1h\nAccuracySec=1us\nPersistent=yes\nUnit=a.service\n',
  '[Socket]\nListenStream=127.0.0.1:7777\nListenStream=/run/a.sock\nListenDatagram=[::1]:53\nAccept=yes\nSocketUser=alice\n[Mount]\nWhat=//host/share\nWhere=/srv/x\nOptions=username=a,password=b\n',
  '[Path]\nPathExistsGlob=/srv/*/a[0-9]?\nDirectoryNotEmpty=/srv/in\nMakeDirectory=yes\n; comment\n# comment \\\nStandardInputText=a\\nb\nLogExtraFields=A=b\n',
];

export const STATS: readonly string[] = [
  '7 (a (b) c) S 1 7 7 34816 7 4194304 1 2 3 4 5 6 7 8 20 0 1 0 12345 1 2 18446744073709551615',
  '0::/system.slice/system-a.slice/a@b.service\n',
  '12:pids:/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.service\n0::/user.slice/user-1000.slice/session-3.scope\n',
  'systemctl-123   [001] .....  100.123456: sched_process_exec: filename=/usr/bin/systemctl pid=123 old_pid=123',
  'systemctl\0restart\0--no-block\0a.service\0',
];

export const INET: readonly string[] = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 0100007F:1E64 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 5001 1 0000000000000000 100 0 0 10 0\n   1: 0100007F:1E64 0100007F:C1B0 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 20 0 0 10 -1\n',
  '   1: 0000000000000000FFFF00000100007F:1E64 0000000000000000FFFF00000100007F:C1B0 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 20 0 0 10 -1\n',
];

export const UNIX: readonly string[] = [
  'Num       RefCount Protocol Flags    Type St Inode Path\n0000000023f0b829: 00000002 00000000 00010000 0001 01 6746580 /run/door\n0000000013a76703: 00000003 00000000 00000000 0001 03 6746583 /run/door\n00000000e2a0a40f: 00000003 00000000 00000000 0001 02     0 /run/door\n',
];

export const SS: readonly string[] = [
  'u_str LISTEN 2      5                 /run/door 6746648 * 0    <-> ino:2147168 dev:0/65024 peers: 6746651 6746652\nu_str ESTAB  0      0                         * 6746651 * 0    <->\nu_str ESTAB  0      0                 /run/door 6746660 * 6746661 <->\nu_seq LISTEN 1      5          /run/with space 6746650 * 0 <-> peers: 6746655\n',
];

export const CLIENT_LINES: readonly (readonly [string, string])[] = [
  ['sudo', '   alice : TTY=pts/1 ; PWD=/home/alice ; USER=root ; ENV=A=b ; COMMAND=/usr/bin/systemctl restart a.service'],
  ['sudo', 'alice : (command continued) --now b'],
  ['sudo', 'alice : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh'],
  ['cron', '(root) CMD (systemctl restart a.service)'],
  ['cron', '(alice) RELOAD (crontabs/alice)'],
  ['atd', 'pam_unix(atd:session): session opened for user alice(uid=1000) by (uid=0)'],
  ['systemd-logind', "New session '3' of user 'alice' with class 'user' and type 'tty'."],
  ['systemd-logind', 'System is rebooting (for a reason).'],
  [
    'polkitd',
    'Operator of unix-session:2 successfully authenticated as unix-user:alice to gain ONE-SHOT authorization for action org.freedesktop.systemd1.manage-units for system-bus-name::1.42 [systemctl start a] (owned by unix-user:alice)',
  ],
  [
    'dbus-daemon',
    "[system] Activating via systemd: service name='org.example.A' unit='a.service' requested by ':1.4' (uid=0 pid=5 comm=\"busctl call\" label=\"x\")",
  ],
  [
    'dbus-daemon',
    'Rejected send message, 2 matched rules; type="method_call", sender=":1.4" (uid=1 pid=2 comm="a" label="x") destination=":1.5" (uid=0 pid=1 comm="b")',
  ],
  ['python3', 'ansible-systemd Invoked with name=a state=restarted enabled=None scope=system daemon_reload=False'],
  ['python3', 'ansible-command Invoked with _raw_params=systemctl restart a _uses_shell=True warn=False argv=None'],
  ['puppet-agent', "(/Stage[main]/Main/Service[a]/ensure) ensure changed 'stopped' to 'running' (corrective)"],
  ['puppet-agent', "(/Stage[main]/Main/Service[a]) Triggered 'refresh' from 2 events"],
  ['needrestart', '   /bin/systemctl restart a.service b.service'],
  ['dpkg', 'Setting up a (1.2-3) ...'],
  ['systemd', 'a.service: Main process exited, code=killed, status=9/KILL'],
  ['systemd', 'a.service: Scheduled restart job, restart counter is at 5.'],
];

export const AUDIT_LINES: readonly (readonly [string, string])[] = [
  ['audit', 'EXECVE argc=3 a0="systemctl" a1="start" a2=612062'],
  ['audit', 'EXECVE argc=2 a0="a" a1_len=9000 a1[0]="bbb" a1[1]=6262'],
  [
    'audit',
    'SYSCALL arch=c000003e syscall=59 success=yes exit=0 a0=55 a1=56 a2=57 a3=0 items=2 ppid=7 pid=8 auid=1000 uid=0 gid=0 euid=0 tty=pts0 ses=3 comm="systemctl" exe="/usr/bin/systemctl" subj=unconfined key=(null)ARCH=x86_64 SYSCALL=execve AUID="alice" UID="root"',
  ],
  [
    'audit',
    'USER_CMD pid=8 uid=1000 auid=1000 ses=3 subj=unconfined msg=\'cwd="/home/alice" cmd=73797374656D63746C207374617274 exe="/usr/bin/sudo" terminal=pts/0 res=success\'',
  ],
  ['audit', 'PROCTITLE proctitle=73797374656D63746C007374617274'],
];

export const CRON_TABLES: readonly string[] = [
  '# m h dom mon dow user command\nSHELL=/bin/sh\n*/5 * * * * root /usr/bin/systemctl restart a.service >/dev/null 2>&1\n@reboot alice sleep 5; service b start\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n',
  '#!/usr/bin/env -S python3 -u\nsystemctl start "$UNIT" || systemctl --user try-restart c d@e.service # x\nbusctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StartUnit ss f.service replace\ninvoke-rc.d g force-reload\n$(systemctl start h)\n',
];

export const TIMES: readonly string[] = [
  ...['1min 30s', '5.5h', '1y 2M 3w', '10 min ago', '-1h', '+2d', 'now', 'yesterday', 'today', '@1795183200.5', 'infinity'],
  ...['2026-11-20 14:00:00', '2026-11-20T14:00:00.123456Z', '2026-11-20T14:00+01:00', 'Fri 2026-11-20 14:00:00 UTC', '14:00'],
  ...['*-*-* 10:00:00', 'Mon..Fri 9..17:00/15', '*:0/5', '2026-02-30', '*-02~1', 'weekly', 'Sat,Sun *-*-1..7 00:00 Europe/Berlin'],
];

export const NAMES: readonly string[] = [
  ...['a.service', 'a@b-c.service', 'dev-disk-by\\x2duuid-1.device', '-.mount', '/srv/x y', '/dev/sda1', 'a*b?[c-d]e', '**a**b', '[!a-z]*'],
  ...[
    'in@0-10.1.2.3:22-10.1.2.4:50000.service',
    'in@3-12-0.service',
    '/org/freedesktop/systemd1/unit/a_2eservice',
    'a\\x00b',
    '[]]a[',
    'a{b,c}',
  ],
  ...[
    '-n 5 a.service',
    'report -o json a.jsonl',
    'watch --for 5min a',
    'record --max-size 5M -w x a',
    '--since yesterday -u a',
    'suspects --root /x a',
    '-o html --title x a',
    '-M x a',
    '--otlp-endpoint http://h:1/ a',
  ],
];
