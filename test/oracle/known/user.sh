# A user's manager: its own boot, both ways to ask it, and an action that ends it.
# $SNAPSHOT prints the dependencies of all units.
mkdir -p ~/.config/systemd/user
cd ~/.config/systemd/user
u() { printf '%b\n' "$2" > "$1"; }
snap() { t=$(date +%s%6N); eval "$SNAPSHOT" > "/tmp/snapshot.$t"; }
snap
S='[Service]\nExecStart=/bin/sleep 1000\n'
O='[Service]\nType=oneshot\nExecStart=/bin/true\n'
u ua.service "[Unit]\nWants=uw.service\n$S"
u uw.service "$S"
u ut.timer '[Timer]\nOnActiveSec=100ms\nAccuracySec=1ms'
u ut.service "$O"
u uo.service '[Service]\nType=oneshot\nExecStart=/bin/systemctl --user start --no-block uc.service'
u uc.service "$S"
u ue.service "[Unit]\nSuccessAction=exit\n$O"
systemctl --user daemon-reload
snap
systemctl --user start ua.service
busctl --user call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StopUnit ss uw.service replace
systemctl --user start ut.timer
sleep .5
systemctl --user start uo.service
sleep .3
systemctl --user kill -s TERM uc.service
sleep .3
systemctl --user start --no-block ue.service
sleep 1
