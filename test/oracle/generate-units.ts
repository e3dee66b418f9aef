import type { Random } from './random.ts';
import type { StoryFile } from './story.ts';

/** What the units are, as far as the steps must know it. */
export interface Cast {
  readonly services: readonly string[];
  readonly targets: readonly string[];
  /** Targets that can be isolated. */
  readonly isolatable: readonly string[];
  readonly timers: readonly string[];
  readonly sockets: readonly { readonly unit: string; readonly connect: string }[];
  readonly paths: readonly { readonly unit: string; readonly touch: string; readonly remove: string }[];
  readonly mounts: readonly { readonly unit: string; readonly where: string; readonly automount?: string }[];
  readonly templates: readonly string[];
  readonly slices: readonly string[];
  readonly aliases: readonly string[];
  /** Services with an [Install] section. */
  readonly installable: readonly string[];
  /** Services whose program is a script that asks for others. */
  readonly scripts: readonly string[];
  /** Bus names that start a service. */
  readonly busNames: readonly string[];
}

export interface Staged {
  readonly units: Readonly<Record<string, StoryFile>>;
  readonly files: Readonly<Record<string, StoryFile>>;
  readonly cast: Cast;
}

const STEMS = [
  ...['db', 'cache', 'web', 'api', 'queue', 'worker', 'mail', 'backup', 'metrics', 'proxy', 'auth', 'search', 'index', 'sync', 'feed'],
  ...['store', 'ledger', 'report', 'billing', 'import', 'export', 'render', 'gateway', 'session', 'audit', 'config', 'relay', 'probe'],
];

/** A unit under construction: the sections' lines. */
interface Draft {
  readonly name: string;
  readonly unit: string[];
  readonly own: string[];
  readonly install: string[];
}

const OWN_SECTION: Readonly<Record<string, string>> = {
  service: 'Service',
  socket: 'Socket',
  timer: 'Timer',
  path: 'Path',
  mount: 'Mount',
  automount: 'Automount',
  slice: 'Slice',
};

/** Makes a graph of so many units; the shapes of real hosts are more frequent than absurd ones. */
export function generateUnits(random: Random, count: number): Staged {
  const drafts: Draft[] = [];
  const links: Record<string, StoryFile> = {};
  const files: Record<string, StoryFile> = {};
  const cast = {
    services: [] as string[],
    targets: [] as string[],
    isolatable: [] as string[],
    timers: [] as string[],
    sockets: [] as { unit: string; connect: string }[],
    paths: [] as { unit: string; touch: string; remove: string }[],
    mounts: [] as { unit: string; where: string; automount?: string }[],
    templates: [] as string[],
    slices: [] as string[],
    aliases: [] as string[],
    installable: [] as string[],
    scripts: [] as string[],
    busNames: [] as string[],
  };
  const stems = random.some(STEMS, STEMS.length);
  let made = 0;
  const stem = (): string => {
    const base = stems[made % stems.length]!;
    const round = Math.floor(made / stems.length);
    made += 1;
    return round === 0 ? base : `${base}${round + 1}`;
  };
  const draft = (name: string): Draft => {
    const one = { name, unit: [], own: [], install: [] };
    drafts.push(one);
    return one;
  };

  const serviceCount = Math.max(3, Math.round(count * (0.5 + random.next() * 0.2)));
  for (let at = 0; at < serviceCount; at += 1) {
    const one = draft(`${stem()}.service`);
    one.own.push(...serviceLines(random));
    cast.services.push(one.name);
    if (random.chance(0.15)) one.unit.push(...limitLines(random));
    if (random.chance(0.06))
      one.unit.push(random.pick(['ConditionPathExists=/run/never', 'ConditionPathExists=!/run/off', 'AssertPathExists=!/run/off']));
    if (random.chance(0.05)) one.unit.push('StopWhenUnneeded=yes');
    if (random.chance(0.04)) one.unit.push(`JobTimeoutSec=${random.pick(['700ms', '1s', '2s'])}`);
  }
  const rest = Math.max(2, count - serviceCount);
  for (let at = 0; at < rest; at += 1) {
    const kind = random.weighted([
      [5, 'target'],
      [5, 'timer'],
      [4, 'socket'],
      [3, 'path'],
      [2, 'mount'],
      [1, 'automount'],
      [1, 'template'],
      [1, 'slice'],
      [1, 'alias'],
      [2, 'script'],
      [1, 'bus'],
    ] as const);
    const service = random.pick(cast.services);
    switch (kind) {
      case 'target': {
        const one = draft(`${stem()}.target`);
        cast.targets.push(one.name);
        if (random.chance(0.3)) {
          one.unit.push('AllowIsolate=yes', 'Requires=multi-user.target', 'After=multi-user.target');
          cast.isolatable.push(one.name);
        }
        break;
      }
      case 'timer': {
        const one = draft(`${stem()}.timer`);
        one.own.push(...timerLines(random), `Unit=${service}`);
        cast.timers.push(one.name);
        break;
      }
      case 'socket': {
        const name = stem();
        const one = draft(`${name}.socket`);
        const port = 7200 + cast.sockets.length;
        const isAccept = random.chance(0.2);
        const [listen, connect] = random.pick([
          [`ListenStream=127.0.0.1:${port}`, `timeout 1 bash -c 'echo x >/dev/tcp/127.0.0.1/${port}'`],
          [`ListenStream=127.0.0.1:${port}`, `timeout 1 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}; echo x >&3; sleep .1'`],
          [`ListenFIFO=/run/${name}.fifo`, `timeout 1 bash -c 'echo x >/run/${name}.fifo'`],
          [`ListenDatagram=127.0.0.1:${port}`, `bash -c 'echo x >/dev/udp/127.0.0.1/${port}'`],
        ] as const);
        if (isAccept && listen.startsWith('ListenStream')) {
          one.own.push(listen, 'Accept=yes');
          const handler = draft(`${name}@.service`);
          handler.own.push(`ExecStart=/bin/sleep ${random.pick(['0.1', '0.5', '2'])}`);
        } else one.own.push(listen, `Service=${service}`);
        if (random.chance(0.15)) one.own.push('FlushPending=yes');
        cast.sockets.push({ unit: one.name, connect });
        break;
      }
      case 'path': {
        const name = stem();
        const one = draft(`${name}.path`);
        const place = `/run/${name}`;
        const [line, touch] = random.pick([
          [`PathExists=${place}`, `touch ${place}`],
          [`PathChanged=${place}`, `touch ${place}`],
          [`PathModified=${place}`, `echo x >>${place}`],
          [`DirectoryNotEmpty=${place}`, `mkdir -p ${place}; touch ${place}/x`],
        ] as const);
        one.own.push(line, `Unit=${service}`);
        cast.paths.push({ unit: one.name, touch, remove: `rm -rf ${place}` });
        break;
      }
      case 'mount':
      case 'automount': {
        const name = stem();
        const where = `/mnt/${name}`;
        const one = draft(`mnt-${name}.mount`);
        one.own.push('What=tmpfs', `Where=${where}`, 'Type=tmpfs');
        if (kind === 'automount') {
          const auto = draft(`mnt-${name}.automount`);
          auto.own.push(`Where=${where}`);
          if (random.chance(0.4)) auto.own.push(`TimeoutIdleSec=${random.pick(['1', '2'])}`);
          cast.mounts.push({ unit: one.name, where, automount: auto.name });
        } else cast.mounts.push({ unit: one.name, where });
        if (random.chance(0.5)) find(drafts, service).unit.push(`RequiresMountsFor=${where}`);
        break;
      }
      case 'template': {
        const one = draft(`${stem()}@.service`);
        one.own.push(...serviceLines(random));
        cast.templates.push(one.name);
        break;
      }
      case 'slice': {
        const one = draft(`${stem()}.slice`);
        cast.slices.push(one.name);
        for (const member of random.some(cast.services, random.between(1, 3))) {
          const own = find(drafts, member).own;
          if (!own.some((line) => line.startsWith('Slice='))) own.push(`Slice=${one.name}`);
        }
        break;
      }
      case 'alias': {
        const alias = `${stem()}.service`;
        links[alias] = { link: service };
        cast.aliases.push(alias);
        break;
      }
      case 'script': {
        const name = stem();
        const one = draft(`${name}.service`);
        const path = `/usr/local/bin/${name}`;
        const verb = random.pick(['start', 'restart', 'stop', 'try-restart', 'start --no-block']);
        one.own.push('Type=oneshot', `ExecStart=${path}`);
        files[path] = ['#!/bin/bash', 'sleep .1', `systemctl ${verb} ${random.pick(cast.services)}`, 'sleep .1'];
        cast.scripts.push(one.name);
        break;
      }
      case 'bus': {
        const name = stem();
        const busName = `org.example.${name[0]!.toUpperCase()}${name.slice(1)}`;
        files[`/usr/share/dbus-1/system-services/${busName}.service`] = [
          ...['[D-BUS Service]', `Name=${busName}`, 'Exec=/bin/false', 'User=root', `SystemdService=${name}.service`],
        ];
        const one = draft(`${name}.service`);
        one.own.push('Type=simple', `BusName=${busName}`, `ExecStart=/bin/sleep ${random.pick(['1000', '0.5', '2'])}`);
        cast.services.push(one.name);
        cast.busNames.push(busName);
        break;
      }
    }
  }

  relate(random, drafts, links, cast);
  return { units: { ...Object.fromEntries(drafts.map((one) => [one.name, print(one)])), ...links }, files, cast };
}

function find(drafts: readonly Draft[], name: string): Draft {
  return drafts.find((one) => one.name === name)!;
}

function print({ name, unit, own, install }: Draft): string[] {
  const section = OWN_SECTION[name.slice(name.lastIndexOf('.') + 1)];
  return [
    ...['[Unit]', `Description=${name.slice(0, name.lastIndexOf('.'))}`, ...unit],
    ...(section === undefined || own.length === 0 ? [] : [`[${section}]`, ...own]),
    ...(install.length === 0 ? [] : ['[Install]', ...install]),
  ];
}

function serviceLines(random: Random): string[] {
  const slowStop = random.chance(0.15);
  const forever = slowStop
    ? `/bin/bash -c 'trap "sleep ${random.pick(['0.3', '0.9', '2'])}; exit 0" TERM; while :; do sleep .1; done'`
    : '/bin/sleep 1000';
  const brief = `/bin/sleep ${random.pick(['0.1', '0.3', '0.5', '1', '1.7', '3'])}`;
  const slow = random.pick(['0.3', '0.8', '1.5', '2.5']);
  const lines = random.weighted<readonly string[]>([
    [8, [`ExecStart=${forever}`]],
    [2, ['Type=exec', `ExecStart=${forever}`]],
    [3, [`ExecStart=${brief}`]],
    [3, ['Type=oneshot', 'ExecStart=/bin/true']],
    [3, ['Type=oneshot', `ExecStart=${brief}`]],
    [3, ['Type=oneshot', 'RemainAfterExit=yes', 'ExecStart=/bin/true']],
    [1, ['Type=oneshot', 'RemainAfterExit=yes', `ExecStart=${brief}`]],
    [1, ['Type=oneshot', 'ExecStart=/bin/false']],
    [2, ['Type=forking', `ExecStart=/bin/sh -c '${random.chance(0.5) ? `sleep ${slow}; ` : ''}sleep 1000 &'`]],
    [3, ['Type=notify', 'NotifyAccess=all', `ExecStart=/bin/sh -c 'sleep ${slow}; systemd-notify --ready; exec sleep 1000'`]],
    [1, ['Type=notify', 'NotifyAccess=all', `ExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep ${slow}'`]],
    [1, ['Type=idle', `ExecStart=${forever}`]],
    [3, [`ExecStart=/bin/sh -c 'sleep ${slow}; exit 1'`]],
    [1, [`ExecStart=/bin/sh -c 'sleep ${slow}; kill -SEGV $$$$'`, 'LimitCORE=0']],
    [1, [`ExecStart=/bin/sh -c 'sleep ${slow}; kill -KILL $$$$'`]],
    [1, ['ExecStart=/bin/false']],
    [1, ['ExecStart=/nonexistent']],
    [1, [`ExecStartPre=/bin/sleep ${slow}`, `ExecStart=${forever}`]],
    [1, [`ExecStartPre=/bin/false`, `ExecStart=${forever}`]],
    [1, [`ExecStart=${forever}`, `ExecStartPost=/bin/sleep ${slow}`]],
    [1, [`ExecStart=${forever}`, `ExecStop=/bin/sleep ${slow}`]],
    [1, ['ExecStart=/bin/bash -c \'trap "" TERM; while :; do sleep .1; done\'', 'TimeoutStopSec=1']],
    [1, [`ExecCondition=${random.pick(['/bin/true', '/bin/false'])}`, `ExecStart=${forever}`]],
  ]);
  const result = [...lines];
  const isOneshot = lines.includes('Type=oneshot');
  if (random.chance(0.35)) {
    const kinds = isOneshot
      ? ['on-failure', 'on-abnormal', 'on-abort']
      : ['always', 'always', 'on-failure', 'on-failure', 'on-success', 'on-abnormal', 'on-abort', 'on-watchdog'];
    result.push(`Restart=${random.pick(kinds)}`, `RestartSec=${random.pick(['100ms', '100ms', '300ms', '1', '2'])}`);
    if (random.chance(0.1)) result.push('RestartMode=direct');
    if (random.chance(0.1)) result.push('RestartSteps=3', 'RestartMaxDelaySec=2');
  }
  if (random.chance(0.06) && !isOneshot) result.push(`RuntimeMaxSec=${random.pick(['1', '2', '4'])}`);
  if (random.chance(0.05)) result.push(`TimeoutStartSec=${random.pick(['500ms', '1', '2'])}`);
  if (random.chance(0.04)) result.push('KillMode=process');
  return result;
}

function limitLines(random: Random): string[] {
  return random.pick([
    ['StartLimitIntervalSec=0'],
    ['StartLimitIntervalSec=5', 'StartLimitBurst=2'],
    ['StartLimitIntervalSec=10', 'StartLimitBurst=3'],
  ]);
}

function timerLines(random: Random): string[] {
  const span = (): string => random.pick(['700ms', '1', '1500ms', '2', '3', '5']);
  const lines = random.pick<readonly string[]>([
    [`OnActiveSec=${span()}`],
    [`OnActiveSec=${span()}`, `OnUnitActiveSec=${span()}`],
    [`OnActiveSec=${span()}`, `OnUnitInactiveSec=${span()}`],
    [`OnUnitActiveSec=${span()}`],
    [`OnUnitInactiveSec=${span()}`],
    [`OnCalendar=*:*:0/${random.pick(['1', '2', '3', '5'])}`],
    [`OnCalendar=*:*:0/${random.pick(['2', '3', '5'])}`, 'Persistent=yes'],
    ['OnBootSec=1ms', `OnUnitActiveSec=${span()}`],
  ]);
  return [...lines, `AccuracySec=${random.pick(['1ms', '10ms', '100ms'])}`, ...(random.chance(0.1) ? ['RandomizedDelaySec=300ms'] : [])];
}

const REVERSE = { Wants: 'WantedBy', Requires: 'RequiredBy', Upholds: 'UpheldBy' } as const;

function relate(
  random: Random,
  drafts: readonly Draft[],
  links: Record<string, StoryFile>,
  cast: { installable: string[]; targets: readonly string[]; services: readonly string[] },
): void {
  const ends = drafts.filter((one) => /\.(?:service|target|mount|socket|timer|path)$/.test(one.name) && !one.name.includes('@'));
  const asked = ends.filter((one) => /\.(?:service|target|mount)$/.test(one.name));
  const order = new Map(ends.map((one, at) => [one.name, at]));
  const addAfter = (from: Draft, to: string): void => {
    // Ordered along the list, so that most graphs have no circles; systemd breaks those that are left.
    if (random.chance(0.97) && order.get(from.name)! < order.get(to)!) return;
    if (!from.unit.includes(`After=${to}`)) from.unit.push(`After=${to}`);
  };
  for (const from of ends) {
    const isTarget = from.name.endsWith('.target');
    const isTrigger = /\.(?:socket|timer|path)$/.test(from.name);
    const count = isTarget
      ? random.between(1, 4)
      : isTrigger
        ? Number(random.chance(0.15))
        : random.weighted([
            [4, 0],
            [5, 1],
            [3, 2],
            [1, 3],
          ]);
    for (const to of random.some(
      asked.filter((one) => one !== from),
      count,
    )) {
      const setting = random.weighted([
        [isTarget ? 14 : 6, 'Wants'],
        [5, 'Requires'],
        [3, 'BindsTo'],
        [3, 'PartOf'],
        [2, 'Conflicts'],
        [2, 'OnFailure'],
        [1.5, 'OnSuccess'],
        [1.5, 'Upholds'],
        [1, 'PropagatesStopTo'],
        [0.7, 'StopPropagatedFrom'],
        [0.7, 'Requisite'],
        [0.7, 'PropagatesReloadTo'],
      ] as const);
      if ((setting === 'Wants' || setting === 'Requires') && random.chance(0.15)) {
        links[`${from.name}.${setting.toLowerCase()}/${to.name}`] = { link: `../${to.name}` };
      } else from.unit.push(`${setting}=${to.name}`);
      if (random.chance(0.5)) addAfter(from, to.name);
      else if (random.chance(0.08)) addAfter(to, from.name);
    }
  }
  for (const one of drafts.filter(({ name }) => name.endsWith('.service') && !name.includes('@'))) {
    if (!random.chance(0.2)) continue;
    const setting = random.pick(['Wants', 'Wants', 'Requires', 'Upholds'] as const);
    one.install.push(`${REVERSE[setting]}=${random.pick(cast.targets.length > 0 && random.chance(0.7) ? cast.targets : cast.services)}`);
    cast.installable.push(one.name);
  }
}
