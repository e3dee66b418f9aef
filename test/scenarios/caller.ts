import { defineScenario, type ExpectedLink, type LabFile, type Scenario } from '../lab/scenario.ts';
import { by, clientIn, daemon, start, unitFile } from './chain.ts';

const worker = { 'worker.service': daemon('ExecStartPre=/bin/sleep 0.2') };
const startUnit = 'org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StartUnit ss';
const path = '/org/freedesktop/systemd1';

/** The package in the lab holds dbus-next as a chunk. */
const importDBus = `import { readdirSync } from 'node:fs';
const chunks = '/opt/whyalive/dist/chunks/';
const { default: dbus } = await import(chunks + readdirSync(chunks).find((name) => name.startsWith('dbus-next-')));
`;

/** In place of polkit, which is not in the lab's roots: it allows everything, after as many ms as it is told. */
const authority: Readonly<Record<string, LabFile>> = {
  '/usr/local/lib/authority.mjs': `${importDBus}
const bus = dbus.systemBus();
bus.addMethodHandler((call) => {
  if (call.member !== 'CheckAuthorization') return false;
  setTimeout(() => bus.send(dbus.Message.newMethodReturn(call, '(bba{ss})', [[true, false, {}]])), Number(process.argv[2]));
  return true;
});
await bus.requestName('org.freedesktop.PolicyKit1', 0);
`,
  '/etc/dbus-1/system.d/authority.conf': `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <policy user="root"><allow own="org.freedesktop.PolicyKit1"/></policy>
  <policy context="default"><allow send_destination="org.freedesktop.PolicyKit1"/></policy>
</busconfig>
`,
};

const allow = (afterMs: number): string => `systemctl reload dbus
  systemd-run --quiet --unit=authority node /usr/local/lib/authority.mjs ${String(afterMs)}
  for i in $(seq 100); do busctl status org.freedesktop.PolicyKit1 >/dev/null 2>&1 && break; sleep 0.05; done
`;

/** A program of alice's own: it calls MEMBER on PATH with what else it is given, and stays a moment. */
const callScript: Readonly<Record<string, LabFile>> = {
  '/usr/local/lib/call.mjs': `${importDBus}
const [address, path, member, ...body] = process.argv.slice(2);
const bus = dbus.sessionBus({ busAddress: address });
await bus.call(new dbus.Message({
  destination: 'org.freedesktop.systemd1', path, interface: \`org.freedesktop.systemd1.\${path.includes('/unit/') ? 'Unit' : 'Manager'}\`, member, signature: 's'.repeat(body.length), body,
}));
setTimeout(() => bus.disconnect(), 100);
`,
};
const SYSTEM_BUS = 'unix:socket=/run/dbus/system_bus_socket';

/** A process of `user`, known by its name. */
const caller = (comm: string, user: string): ExpectedLink => ({ mechanism: 'client-request', from: 'client', client: { comm, user } });

/** Programs that ask over the bus, who they are by what the bus knows of them. */
export const CALLER: readonly Scenario[] = [
  defineScenario({
    name: 'caller-busctl',
    title: 'busctl of root, gone as soon as it has its answer',
    theme: 'caller',
    units: worker,
    watch: ['worker.service'],
    run: `busctl call ${startUnit} worker.service replace; sleep 0.3`,
    expect: () => [start('worker.service', caller('busctl', 'root'))],
  }),
  defineScenario({
    name: 'caller-of-an-ordinary-user',
    title: 'A program of alice starts the service over the system bus, and polkit takes three seconds to allow it',
    theme: 'caller',
    alice: true,
    units: worker,
    files: { ...authority, ...callScript },
    setup: allow(3000),
    watch: ['worker.service'],
    run: `runuser -u alice -- node /usr/local/lib/call.mjs ${SYSTEM_BUS} ${path} StartUnit worker.service replace; sleep 0.3`,
    expect: () => [start('worker.service', caller('node', 'alice'))],
  }),
  defineScenario({
    name: 'caller-on-the-unit-object',
    title: 'alice calls Restart on the object of the unit',
    theme: 'caller',
    alice: true,
    units: worker,
    files: { ...authority, ...callScript },
    setup: `${allow(0)} systemctl start worker`,
    watch: ['worker.service'],
    run: `runuser -u alice -- node /usr/local/lib/call.mjs ${SYSTEM_BUS} ${path}/unit/worker_2eservice Restart replace; sleep 0.3`,
    expect: () => [start('worker.service', caller('node', 'alice'))],
  }),
  defineScenario({
    name: 'caller-in-a-unit',
    title: 'A timer runs a check, and the check asks over the bus',
    theme: 'caller',
    units: {
      ...worker,
      'check.service': unitFile('[Service]', 'Type=oneshot', `ExecStart=/usr/bin/busctl call ${startUnit} worker.service replace`),
      'check.timer': unitFile('[Timer]', 'OnActiveSec=700ms', 'AccuracySec=1ms'),
    },
    watch: ['worker.service'],
    run: `systemctl start check.timer; sleep 1.5`,
    expect: () => [start('worker.service', by('timer', 'check.timer'), clientIn('check.service'))],
  }),
  defineScenario({
    name: 'caller-of-a-parent',
    title: 'alice starts a unit that wants the service',
    theme: 'caller',
    alice: true,
    units: { ...worker, 'app.service': daemon('[Unit]', 'Wants=worker.service') },
    files: { ...authority, ...callScript },
    setup: allow(0),
    watch: ['worker.service'],
    run: `runuser -u alice -- node /usr/local/lib/call.mjs ${SYSTEM_BUS} ${path} StartUnit app.service replace; sleep 0.3`,
    expect: () => [start('worker.service', caller('node', 'alice'), by('wanted-by', 'app.service'))],
  }),
  defineScenario({
    name: 'caller-of-something-else',
    title: 'alice starts another unit while a timer starts the service',
    theme: 'caller',
    alice: true,
    units: {
      ...worker,
      'other.service': daemon(),
      'worker.timer': unitFile('[Timer]', 'OnActiveSec=1ms', 'AccuracySec=1ms'),
    },
    files: { ...authority, ...callScript },
    setup: allow(0),
    watch: ['worker.service'],
    run: `runuser -u alice -- node /usr/local/lib/call.mjs ${SYSTEM_BUS} ${path} StartUnit other.service replace &
      sleep 0.25; systemctl start worker.timer; wait; sleep 0.5`,
    expect: () => [start('worker.service', by('timer', 'worker.timer'))],
    nearMissOf: 'caller-of-an-ordinary-user',
  }),
  defineScenario({
    name: 'caller-who-joins',
    title: 'alice asks for a service whose job a timer has made already',
    theme: 'caller',
    alice: true,
    units: {
      'slow.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/sleep 1.5'),
      'worker.service': daemon('[Unit]', 'After=slow.service'),
      'worker.timer': unitFile('[Timer]', 'OnActiveSec=1ms', 'AccuracySec=1ms'),
    },
    files: { ...authority, ...callScript },
    setup: allow(0),
    watch: ['worker.service'],
    run: `systemctl start --no-block slow.service; systemctl start worker.timer; sleep 0.2
      runuser -u alice -- node /usr/local/lib/call.mjs ${SYSTEM_BUS} ${path} StartUnit worker.service replace; sleep 1.5`,
    expect: () => [start('worker.service', by('timer', 'worker.timer'))],
    nearMissOf: 'caller-of-an-ordinary-user',
    why: 'job_install() merges the new job into the one that waits, whose id the reply then names',
  }),
  defineScenario({
    name: 'caller-who-is-refused',
    title: 'alice may not start the service; a timer does',
    theme: 'caller',
    alice: true,
    units: { ...worker, 'worker.timer': unitFile('[Timer]', 'OnActiveSec=400ms', 'AccuracySec=1ms') },
    files: callScript,
    watch: ['worker.service'],
    run: `systemctl start worker.timer
      runuser -u alice -- node /usr/local/lib/call.mjs ${SYSTEM_BUS} ${path} StartUnit worker.service replace 2>/dev/null || true
      sleep 0.8`,
    expect: () => [start('worker.service', by('timer', 'worker.timer'))],
    nearMissOf: 'caller-of-an-ordinary-user',
  }),
  defineScenario({
    name: 'caller-on-the-user-bus',
    title: "alice's program calls her own manager",
    theme: 'caller',
    scope: 'user',
    units: {},
    userUnits: worker,
    files: callScript,
    watch: ['worker.service'],
    run: `runuser -u alice -- node /usr/local/lib/call.mjs unix:socket=/run/user/1000/bus ${path} StartUnit worker.service replace; sleep 0.3`,
    expect: () => [start('worker.service', caller('node', 'alice'))],
  }),
];
