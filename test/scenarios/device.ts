import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, daemon, start } from './chain.ts';

const files = {
  '/etc/udev/rules.d/99-probe.rules': 'SUBSYSTEM=="net", KERNEL=="probe*", TAG+="systemd", ENV{SYSTEMD_WANTS}+="probe.service"\n',
};
const DEVICE = 'sys-devices-virtual-net-probe0.device';

/** Devices that udev announces, and what looks like one. */
export const DEVICES: readonly Scenario[] = [
  defineScenario({
    name: 'device',
    title: 'A network device is plugged in and its udev rule wants a service',
    theme: 'device',
    devices: true,
    files,
    units: { 'probe.service': daemon() },
    setup: 'udevadm control --reload',
    watch: ['probe.service'],
    run: `ip link add probe0 type ifb; sleep 0.8`,
    expect: () => [start('probe.service', by('no-job', 'kernel'), by('device', DEVICE))],
  }),
  defineScenario({
    name: 'device-plugged-while-started-by-hand',
    title: 'The device is there already, and a person starts the service that it wants',
    theme: 'device',
    devices: true,
    files,
    units: { 'probe.service': daemon() },
    setup: 'udevadm control --reload; ip link add probe0 type ifb; sleep 0.8; systemctl stop probe.service',
    watch: ['probe.service'],
    run: `systemctl start probe.service; sleep 0.4`,
    expect: () => [
      {
        ...start('probe.service', client),
        live: ['stated', 'correlated'],
        reason: 'a change of the device makes systemd start what udev wants without any signal, so only a client that was seen is stated',
      },
    ],
    nearMissOf: 'device',
  }),
];
