# Each part is a little story of its own, with units of its own: what made each start and each end is known by how it is built.
# $SNAPSHOT prints the dependencies of all units.
snap() { t=$(date +%s%6N); eval "$SNAPSHOT" > "/tmp/snapshot.$t"; }
m() { sleep .15; }
snap
cd /etc/systemd/system
u() { printf '%b\n' "$2" > "$1"; }
S='[Service]\nExecStart=/bin/sleep 1000\n'
O='[Service]\nType=oneshot\nExecStart=/bin/true\n'
u tm.timer '[Timer]\nOnActiveSec=200ms\nAccuracySec=1ms'
u tm.service "[Unit]\nWants=tm-want.service\nRequires=tm-req.service\n$S"
u tm-want.service "$S"; u tm-req.service "$S"
u so.socket '[Socket]\nListenFIFO=/run/so.fifo'
u so.service "$S"
u sa.socket '[Socket]\nListenStream=127.0.0.1:7777\nAccept=yes'
u sa@.service '[Service]\nExecStart=/bin/sleep 1\nStandardInput=socket'
u pa.path '[Path]\nPathExists=/run/pa'
u pa.service '[Service]\nType=oneshot\nExecStart=/bin/rm /run/pa'
u srv-am.automount '[Automount]\nWhere=/srv/am\nTimeoutIdleSec=1'
u srv-am.mount '[Mount]\nWhat=tmpfs\nWhere=/srv/am\nType=tmpfs'
u re.service '[Service]\nExecStart=/bin/sh -c "sleep .2; exit 3"\nRestart=on-failure\nRestartSec=150ms'
u rp.service "[Unit]\nPartOf=re.service\n$S"
u up.service "[Unit]\nUpholds=uh.service\n$S"
u uh.service '[Service]\nExecStart=/bin/sleep 0.4'
u fa.service '[Unit]\nOnFailure=fh.service\n[Service]\nType=oneshot\nExecStart=/bin/false'
u fh.service "$O"
u su.service "[Unit]\nOnSuccess=sh.service\n$O"
u sh.service "$O"
u cl.service "$S"
u un.service "[Unit]\nStopWhenUnneeded=yes\n$S"
u uby.service "[Unit]\nRequires=un.service\nAfter=un.service\n$S"
u bi.service "[Unit]\nBindsTo=bt.service\nAfter=bt.service\n$S"
u bt.service "$S"
u po.service "[Unit]\nPartOf=pt.service\n$S"
u pt.service "[Unit]\nWants=po.service\n$S"
u co.service "[Unit]\nConflicts=cx.service\nAfter=sl.service\n$S"
u cx.service "$S"
u ps.service "[Unit]\nPropagatesStopTo=px.service\n$S"
u px.service "$S"
u rm.service "[Service]\nExecStart=/bin/sleep 1000\nRuntimeMaxSec=400ms"
u sl.service '[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=60\n[Service]\nType=oneshot\nExecStart=/bin/true'
u cs.service "[Unit]\nConditionPathExists=/nowhere\n$S"
u mnt-x.mount "[Unit]\nWants=rt.service\nConflicts=rc.service\n[Mount]\nWhat=tmpfs\nWhere=/mnt/x\nType=tmpfs"
u rt.service "$S"; u rc.service "$S"
u mg.service '[Service]\nType=oneshot\nExecStart=/bin/sleep 0.5\nRemainAfterExit=yes'
u mw.service "[Unit]\nAfter=mg.service\n$S"
u rs1.service "[Unit]\nRequires=rs.target\n$S"
u rs.target "[Unit]\nRequires=rs2.service\nAfter=rs2.service"
u rs2.service "$S"
u ms1.service "$S"; u ms2.service "$S"; u ms3.service "$S"
u rl.service '[Service]\nType=oneshot\nExecStart=/bin/sleep 1'
u rl2.service "[Unit]\nAfter=rl.service\n$S"
u ac.service '[Service]\nType=dbus\nBusName=org.test.Ac\nExecStart=/bin/sleep 1000\nTimeoutStartSec=1'
mkdir -p /usr/share/dbus-1/system-services /etc/dbus-1/system.d
printf '<busconfig><policy context="default"><allow send_destination="org.test.Ac"/></policy></busconfig>' > /etc/dbus-1/system.d/ac.conf
printf '[D-BUS Service]\nName=org.test.Ac\nExec=/bin/false\nUser=root\nSystemdService=ac.service\n' > /usr/share/dbus-1/system-services/org.test.Ac.service
u kb.service "$O"
u kbrequest.target '[Unit]\nRequires=kb.service'
u kl.service "$S"
u wd.service '[Service]\nType=notify\nExecStart=/bin/sleep 1000\nTimeoutStartSec=300ms'
u iso.target '[Unit]\nAllowIsolate=yes\nRequires=basic.target\nWants=dbus.service iso.service'
u iso.service "$S"; u vic.service "$S"
u jt.service "[Unit]\nAfter=jb.service\nJobTimeoutSec=300ms\n$S"
u jb.service '[Service]\nType=oneshot\nExecStart=/bin/sleep 1'
u rq.service "[Unit]\nRequires=fa2.service\nAfter=fa2.service\nOnFailure=rqh.service\n$S"
u rqh.service "$O"
u fa2.service '[Service]\nType=oneshot\nExecStart=/bin/false'
ip link set lo up
systemctl daemon-reload; snap
busctl call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus ReloadConfig
m timer; systemctl start tm.timer; sleep .5
m socket; systemctl start so.socket; echo x > /run/so.fifo; sleep .2
m accept; systemctl start sa.socket; (exec 3<>/dev/tcp/127.0.0.1/7777; snap); sleep .5
m path; systemctl start pa.path; touch /run/pa; sleep .3
m automount; systemctl start srv-am.automount; ls /srv/am; sleep 2.5
m restart; systemctl start re.service rp.service; sleep 1; systemctl stop re.service
m upholds; systemctl start up.service; sleep 1.2; systemctl stop up.service uh.service
m onfailure; systemctl start fa.service; systemctl start su.service; sleep .2
m client; systemctl start cl.service; systemctl restart cl.service; systemctl try-restart cl.service;  busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/cl_2eservice org.freedesktop.systemd1.Unit Restart s replace; sleep .2; systemctl reload-or-restart cl.service; busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StopUnit ss cl.service replace; sleep .1
m unneeded; systemctl start uby.service; systemctl stop uby.service; sleep .3
m bindsto; systemctl start bi.service; systemctl kill -s KILL bt.service; sleep .3
m partof; systemctl start pt.service; systemctl restart pt.service; systemctl stop pt.service
m conflicts; systemctl start cx.service; systemctl start co.service; 
m propagates; systemctl start ps.service px.service; systemctl stop ps.service; sleep .1
m runtimemax; systemctl start rm.service; sleep .8
m startlimit; for i in 1 2 3 4; do systemctl start sl.service; done
m condition; systemctl start cs.service
m retroactive; mkdir -p /mnt/x; systemctl start rc.service; mount -t tmpfs none /mnt/x; sleep .4; umount /mnt/x; sleep .3
m merge; systemctl start --no-block mg.service; systemctl start --no-block mw.service; systemctl start --no-block mw.service; systemctl restart --no-block mw.service; sleep 1
m spread; systemctl start rs1.service; systemctl restart rs2.service; sleep .2
m samems; systemctl start --no-block ms1.service & systemctl start --no-block ms2.service & systemctl start --no-block ms3.service & wait; sleep .2
m reload; systemctl start --no-block rl2.service rl.service; sleep .1; systemctl daemon-reload; snap; systemctl daemon-reexec; sleep 1.5; snap
m activation; busctl --timeout=1 call org.test.Ac / org.test.Ac Foo; sleep .5
m signal; kill -WINCH 1; sleep .3
m killed; systemctl start kl.service; systemctl kill -s KILL kl.service; sleep .2
m starttimeout; systemctl start wd.service; sleep .2
m transient; systemd-run --no-block --unit tr sleep .3; systemd-run --scope --unit ts sleep .2; sleep .5
m jobtimeout; systemctl start --no-block jb.service; systemctl start --no-block jt.service; sleep 1.3
m dependency; systemctl start rq.service; sleep .2
m isolate; systemctl start vic.service; systemctl isolate iso.target; sleep 1
m end
