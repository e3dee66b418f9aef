#!/bin/sh
# Enters a control group and becomes a command: enter.sh CGROUP COMMAND [ARGUMENT…]
set -eu
echo $$ >"$1/cgroup.procs"
shift
exec "$@"
