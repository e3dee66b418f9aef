import { generateUnits, type Cast } from './generate-units.ts';
import { randomOf, type Random } from './random.ts';
import type { Story } from './story.ts';

/** The story of a seed, the same everywhere. */
export function generateStory(seed: number): Story {
  const random = randomOf(seed);
  const count = random.weighted([
    [3, random.between(5, 9)],
    [4, random.between(10, 18)],
    [2, random.between(19, 40)],
  ]);
  const { units, files, cast } = generateUnits(random, count);
  const limits = random.chance(0.3) ? [] : ['DefaultStartLimitBurst=60'];
  return {
    name: `seed-${seed}`,
    seed,
    units,
    files: {
      ...files,
      '/etc/systemd/system.conf.d/story.conf': ['[Manager]', 'DefaultTimeoutStartSec=5', 'DefaultTimeoutStopSec=4', ...limits],
    },
    steps: steps(random, cast, random.between(10, 28)),
  };
}

/** What is done, for about so many seconds. */
function steps(random: Random, cast: Cast, seconds: number): string[] {
  const all: string[] = [];
  const armed = [
    ...cast.timers,
    ...cast.sockets.map(({ unit }) => unit),
    ...cast.paths.map(({ unit }) => unit),
    ...cast.mounts.flatMap(({ automount }) => automount ?? []),
  ];
  const first = armed.filter(() => random.chance(0.8));
  if (first.length > 0) all.push(`timeout 4 systemctl start ${first.join(' ')}`);
  let spent = 0;
  while (spent < seconds) {
    all.push(step(random, cast));
    const gap = random.pick([0, 0, 0.02, 0.02, 0.1, 0.1, 0.3, 0.3, 0.6, 1.2]);
    if (gap > 0) all.push(`sleep ${gap}`);
    // A step takes some time by itself.
    spent += gap + 0.25;
  }
  return all;
}

const SIGNALS = ['TERM', 'KILL', 'HUP', 'INT', 'USR1', 'ABRT', 'SEGV', 'PIPE', 'STOP'];

function step(random: Random, cast: Cast): string {
  const startable = [
    ...cast.services,
    ...cast.services,
    ...cast.targets,
    ...cast.scripts,
    ...cast.mounts.map(({ unit }) => unit),
    ...cast.aliases,
  ];
  const instance = (): string[] =>
    cast.templates.length === 0 ? [] : [random.pick(cast.templates).replace('@', `@${random.pick(['a', 'b'])}`)];
  const any = (): string => random.pick([...startable, ...instance()]);
  const few = (): string =>
    [
      ...new Set(
        Array.from(
          {
            length: random.weighted([
              [6, 1],
              [3, 2],
              [1, 3],
            ]),
          },
          any,
        ),
      ),
    ].join(' ');
  const block = random.chance(0.5) ? ' --no-block' : '';
  // Nobody waits for longer; the job goes on.
  const patient = (command: string): string => (block === '' ? `timeout ${random.pick(['1', '2', '3'])} ${command}` : command);
  const make = random.weighted<() => string>([
    [14, () => patient(`systemctl start${block} ${few()}`)],
    [8, () => patient(`systemctl restart${block} ${few()}`)],
    [6, () => patient(`systemctl stop${block} ${few()}`)],
    [2, () => patient(`systemctl try-restart${block} ${few()}`)],
    [1, () => patient(`systemctl reload-or-restart${block} ${any()}`)],
    [3, () => `systemctl kill -s ${random.pick(SIGNALS)} ${random.pick(cast.services)}`],
    [
      2,
      () =>
        `pid=$(systemctl show -p MainPID --value ${random.pick(cast.services)}); [ "$pid" -gt 1 ] && kill -${random.pick(SIGNALS)} $pid`,
    ],
    [2, () => 'systemctl daemon-reload'],
    [0.5, () => 'systemctl daemon-reexec'],
    [1, () => `systemctl reset-failed ${random.chance(0.5) ? any() : ''}`.trim()],
    [
      2,
      () =>
        `timeout 4 bash -c 'systemctl start${block} ${few()} & systemctl ${random.pick(['start', 'restart', 'stop'])}${block} ${few()} & wait'`,
    ],
    [
      1,
      () =>
        patient(
          `systemctl ${random.pick(['start', 'restart'])}${block} --job-mode=${random.pick(['fail', 'ignore-dependencies'])} ${any()}`,
        ),
    ],
    [
      1.5,
      () =>
        `busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager ${random.pick(['StartUnit', 'StopUnit', 'RestartUnit'])} ss ${any()} replace`,
    ],
    [1, () => `timeout 4 su -l -c 'systemctl ${random.pick(['start', 'restart', 'stop'])}${block} ${few()}' root`],
    [1, () => `systemd-run -q --no-block --collect systemctl ${random.pick(['start', 'restart', 'stop'])} ${any()}`],
    [1, () => `systemd-run -q --no-block --collect --on-active=100ms --timer-property=AccuracySec=1ms systemctl start ${any()}`],
    [
      1,
      () =>
        `systemctl mask --runtime ${random.pick(cast.services)}; timeout 3 systemctl start ${any()}; systemctl unmask --runtime ${random.pick(cast.services)}`,
    ],
    [1, () => edit(random, cast)],
    [cast.isolatable.length > 0 ? 0.7 : 0, () => `timeout 4 systemctl isolate${block} ${random.pick(cast.isolatable)}`],
    [
      cast.installable.length > 0 ? 1 : 0,
      () =>
        `timeout 4 systemctl ${random.pick(['enable', 'enable', 'enable --now', 'disable', 'disable --now'])} ${random.pick(cast.installable)}`,
    ],
    [cast.sockets.length * 2, () => random.pick(cast.sockets).connect],
    [cast.paths.length * 1.5, () => random.pick(cast.paths).touch],
    [cast.paths.length, () => random.pick(cast.paths).remove],
    [cast.mounts.length, () => access(random, cast)],
    [cast.busNames.length * 2, () => `busctl --expect-reply=no call ${random.pick(cast.busNames)} / org.freedesktop.DBus.Peer Ping`],
    [cast.scripts.length * 2, () => `systemctl start --no-block ${random.pick(cast.scripts)}`],
    [cast.timers.length, () => `timeout 4 systemctl ${random.pick(['start', 'stop', 'restart'])} ${random.pick(cast.timers)}`],
    [cast.sockets.length * 0.5, () => `timeout 4 systemctl ${random.pick(['start', 'stop', 'start'])} ${random.pick(cast.sockets).unit}`],
    [0.5, () => `${random.pick(['touch', 'rm -f'])} /run/off`],
  ]);
  return make();
}

function access(random: Random, cast: Cast): string {
  const { unit, where, automount } = random.pick(cast.mounts);
  const ways = [`timeout 2 ls ${where}`, `umount ${where}`, `systemctl stop --no-block ${unit}`];
  if (automount !== undefined) ways.push(`timeout 2 ls ${where}`, `timeout 2 ls ${where}`, `systemctl start ${automount}`);
  else ways.push(`mkdir -p ${where}; mount -t tmpfs tmpfs ${where}`);
  return random.pick(ways);
}

/** Somebody edits a unit: a drop-in appears, with a reload or without one. */
function edit(random: Random, cast: Cast): string {
  const [unit, other] = random.some(cast.services, 2);
  const line = random.pick([
    `Wants=${other ?? ''}`,
    `Requires=${other ?? ''}`,
    `Upholds=${other ?? ''}`,
    `PartOf=${other ?? ''}`,
    'StopWhenUnneeded=yes',
  ]);
  const folder = `/etc/systemd/system/${unit ?? ''}.d`;
  const write = `mkdir -p ${folder}; printf '[Unit]\\n${line}\\n' >${folder}/edit.conf`;
  return random.pick([
    `${write}; systemctl daemon-reload`,
    `${write}; systemctl daemon-reload`,
    write,
    `rm -rf ${folder}; systemctl daemon-reload`,
  ]);
}
