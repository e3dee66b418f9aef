# More that a manager does on its own, and what meets while it is under way.
# $SNAPSHOT prints the dependencies of all units.
snap() { t=$(date +%s%6N); eval "$SNAPSHOT" > "/tmp/snapshot.$t"; }
m() { sleep .15; }
snap
cd /etc/systemd/system
u() { printf '%b\n' "$2" > "$1"; }
S='[Service]\nExecStart=/bin/sleep 1000\n'
O='[Service]\nType=oneshot\nExecStart=/bin/true\n'
u hold.service "[Unit]\nAfter=mk1.service mk2.service cf.service sw.service\n$S"
u mk1.service "$S"; u mk2.service "$S"
u ra.service '[Service]\nExecStart=/bin/sh -c "sleep .1; exit 1"\nRestart=always\nRestartSec=600ms'
u rd.service '[Service]\nType=oneshot\nExecStart=/bin/sh -c "sleep .1; exit 1"\nRestart=on-failure\nRestartMode=direct\nRestartSec=200ms\nTimeoutStartSec=5'
u wo.service '[Unit]\nOnFailure=wf1.service wf2.service\n[Service]\nType=oneshot\nExecStart=/bin/false'
u wf1.service "$O"; u wf2.service "$O"
u cf.service "[Unit]\nConflicts=cg.service\n$S"
u cg.service '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sleep 2'
u sw.service '[Service]\nExecStart=/bin/sh -c "trap \\"sleep .5; exit 0\\" TERM; while :; do sleep .05; done"'
u sd.service "[Unit]\nAfter=sw.service\n$S"
u ob.service '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\nExecStop=/bin/sleep .3'
u wdog.service '[Service]\nType=notify\nNotifyAccess=all\nExecStart=/bin/sh -c "systemd-notify --ready; sleep 1000"\nWatchdogSec=400ms'
u ec.service '[Service]\nType=oneshot\nExecCondition=/bin/false\nExecStart=/bin/true'
u nx.service '[Service]\nType=oneshot\nExecStart=/nowhere/at-all'
u pre.service '[Service]\nExecStartPre=/bin/false\nExecStart=/bin/sleep 1000'
u pe.path '[Path]\nPathExists=/run/pe'
u pe.service '[Service]\nType=oneshot\nExecStart=/bin/sleep .1'
u oc.timer '[Timer]\nOnUnitInactiveSec=400ms\nOnActiveSec=100ms\nAccuracySec=1ms'
u oc.service "$O"
u inner.service '[Service]\nType=oneshot\nExecStart=/bin/systemctl start inner2.service'
u inner2.service "[Unit]\nRequires=inner3.service\n$S"
u inner3.service "$S"
u al.service "$S\n[Install]\nAlias=al2.service"
u alw.service "[Unit]\nWants=al2.service\n$S"
u m1.service "[Unit]\nWants=m2.service\n$S"
u m2.service "[Unit]\nWants=m1.service m3.service\n$S"
u m3.service "[Unit]\nWants=m2.service\n$S"
u tg.service "$S"
u tg.timer '[Timer]\nOnActiveSec=1h'
u rsb.service "[Unit]\nRequisite=rsa.service\n$S"
u rsa.service "$S"
u upa.service "[Unit]\nUpholds=upb.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true"
u upb.service "$S"
u de.socket '[Unit]\nConflicts=nothing.service\n[Socket]\nListenFIFO=/run/de.fifo'
u de.service "$S"
systemctl daemon-reload
systemctl enable -q al.service
systemctl daemon-reload
snap
m several failures in one; systemctl start hold.service; systemctl start wo.service; sleep .2
m marked; systemctl start mk1.service; systemctl start mk2.service; systemctl set-property --runtime mk1.service CPUWeight=10; busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/mk1_2eservice org.freedesktop.systemd1.Unit SetProperties 'ba(sv)' true 1 Markers as 1 needs-restart; busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/mk2_2eservice org.freedesktop.systemd1.Unit SetProperties 'ba(sv)' true 1 Markers as 1 needs-restart; busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager EnqueueMarkedJobs; sleep .3
m asked while it waits for its restart; systemctl start --no-block ra.service; sleep .4; systemctl start --no-block ra.service; sleep .9; systemctl stop ra.service
m restart direct; systemctl start --no-block rd.service; sleep .8; systemctl stop rd.service
m a start that is canceled by a conflict; systemctl start --no-block cg.service; sleep .1; systemctl start cf.service; systemctl stop cf.service
m a start while it stops; systemctl start sw.service; systemctl stop --no-block sw.service; sleep .1; systemctl start --no-block sw.service; systemctl start --no-block sd.service; sleep 1
m killed while a stop waits; systemctl start ob.service; systemctl stop --no-block ob.service; systemctl restart --no-block ob.service; sleep 1
m watchdog; systemctl start wdog.service; sleep .9
m no process; systemctl start ec.service; systemctl start nx.service; systemctl start pre.service
m path again and again; systemctl start pe.path; touch /run/pe; sleep .35; rm /run/pe; sleep .2; systemctl stop pe.path
m timer again; systemctl start oc.timer; sleep 1.2; systemctl stop oc.timer
m a client in a unit; systemctl start inner.service
m alias; systemctl start alw.service; systemctl stop al2.service
m a circle of wants; systemctl start m1.service
m triggering; systemctl start tg.service tg.timer; systemctl stop --job-mode=triggering tg.service
m requisite; systemctl start rsa.service; systemctl start rsb.service; systemctl restart rsa.service; systemctl stop rsa.service
m upheld after a restart; systemctl start upa.service; systemctl kill -s KILL upb.service; sleep .3; systemctl stop upa.service upb.service
m socket that is stopped while it is asked; systemctl start de.socket; echo x > /run/de.fifo; sleep .2; systemctl stop de.service de.socket
m debug off; systemctl log-level info; systemctl start de.service; systemctl log-level debug; systemctl stop de.service
m reload while a job runs; systemctl start --no-block cg.service; sleep .1; systemctl daemon-reload; snap; systemctl restart --no-block hold.service; sleep 2.2
m end
