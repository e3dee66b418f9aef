import type { Alternative, Evidence, Link, Start, Suspect, Timeline, UnitEvent } from '../../src/model/timeline.ts';
import { keepDownOf } from '../../src/analysis/keep-down/index.ts';
import type { HostView } from '../../src/analysis/keep-down/host-view.ts';
import type { Instant } from '../../src/model/instant.ts';

const BOOT = '5b0d4e6f8a0c4c0fb0a4a6c3a4d2b1e0';
const MONOTONIC_ZERO = 1_795_182_000_000_000n - 600_000_000n;

/** A time on 2026-11-20 in UTC, written `13:41:07.067564`, on one boot. */
export function at(time: string, day = '2026-11-20'): Instant {
  const [clock = '', fraction = ''] = time.split('.');
  const realtimeUsec = BigInt(Date.parse(`${day}T${clock}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6) || '0');
  return { realtimeUsec, monotonicUsec: realtimeUsec - MONOTONIC_ZERO, bootId: BOOT };
}

/** A link with nothing but its ends; name the rest. */
export function link(mechanism: Link['mechanism'], from: Link['from'] | string, to: string, more: Partial<Link> = {}): Link {
  const cause: Link['from'] = typeof from === 'string' ? { kind: 'unit', unit: from } : from;
  return { mechanism, strength: 'stated', from: cause, to, declaredIn: [], evidence: [], ...more };
}

/** A start whose mechanism is its last link's. */
export function start(when: Instant, chain: readonly Link[], more: Partial<Start> = {}): Start {
  const last = chain.at(-1);
  return {
    unit: last?.to ?? 'widget-daemon.service',
    at: when,
    mechanism: last?.mechanism ?? 'unexplained',
    strength: last?.strength ?? 'unexplained',
    chain,
    alternatives: [],
    outcome: 'running',
    ...more,
  };
}

/** A timeline of widget-daemon.service with nothing in it; name the rest. */
export function timeline(more: Partial<Timeline> = {}): Timeline {
  const bare = bareTimeline(more);
  const isManagerQueried = bare.sources.some(({ name, status }) => name === 'system-bus' && status === 'ok');
  return { keepDown: keepDownOf(bare, { ...NOTHING_KNOWN, isManagerQueried }), ...bare };
}

/** A host of which nothing is known but that it was asked. */
export const NOTHING_KNOWN: HostView = {
  isManagerQueried: true,
  isUp: () => undefined,
  subStateOf: () => undefined,
  isEnabled: () => false,
  neededBy: () => [],
  triggersOf: () => [],
  goesDownWith: () => [],
};

function bareTimeline(more: Partial<Timeline>): Omit<Timeline, 'keepDown'> {
  return {
    generator: { name: 'whyalive', version: '0.1.0' },
    host: { hostname: 'web1', machineId: '8c1f0a7d3c9b4c6e9a9d0b7c55a1f3e2', bootId: BOOT, systemdVersion: '252 (252.39-1~deb12u2)' },
    manager: 'system',
    units: [
      {
        id: 'widget-daemon.service',
        askedFor: 'widget-daemon',
        description: 'Widget Daemon',
        loadState: 'loaded',
        activeState: 'active',
        subState: 'running',
        fragmentPath: '/etc/systemd/system/widget-daemon.service',
        mainPid: 4711,
        since: at('14:00:28.070112'),
        unitFileState: 'static',
      },
    ],
    window: { since: at('13:30:00'), until: NOW },
    sources: [
      { name: 'journal', status: 'ok' },
      { name: 'system-bus', status: 'ok' },
    ],
    starts: [],
    evidence: {},
    suspects: [],
    findings: [],
    gaps: [],
    counts: [],
    events: [],
    ...more,
  };
}

/** When the tests look. */
export const NOW = at('14:03:40');

const UNIT = 'widget-daemon.service';
const DIRECTORY = '/etc/systemd/system';
const RED_HERRING: Alternative = {
  mechanism: 'restart-policy',
  strength: 'possible',
  ruledOut: true,
  why: 'the last stop was clean and Restart=on-failure',
  from: { kind: 'unit', unit: UNIT },
};

const EVIDENCE: Readonly<Record<string, Evidence>> = {
  e1: {
    source: 'journal',
    at: at('13:41:06.967201'),
    text: `${UNIT}: Main process exited, code=exited, status=1/FAILURE`,
    cursor: 's=1;i=2a1',
  },
  e2: {
    source: 'journal',
    at: at('13:41:07.066012'),
    text: `${UNIT}: Scheduled restart job, restart counter is at 1.`,
    cursor: 's=1;i=2a4',
  },
  e3: { source: 'system-bus', at: at('13:52:10.003118'), text: 'widget-daemon.socket became active (running)' },
  e4: { source: 'proc', at: at('13:52:10.004900'), text: 'curl (pid 812) holds the other end of 127.0.0.1:7777' },
  e5: { source: 'system-bus', at: at('14:00:28.061090'), text: 'reconcile.timer became active (running)' },
  e6: { source: 'system-bus', at: at('14:00:28.066731'), text: 'job 216 queued for reconcile.service' },
  e7: { source: 'system-bus', at: at('14:00:28.067012'), text: `job 263 queued for ${UNIT}` },
  e8: { source: 'journal', at: at('13:51:39.001000'), text: 'Stopped widget-daemon.service - Widget Daemon.' },
};

const byRestart = start(
  at('13:41:07.067564'),
  [
    link('restart-policy', UNIT, UNIT, {
      setting: 'Restart=on-failure',
      why: 'result exit-code meets Restart=on-failure',
      declaredIn: [{ path: `${DIRECTORY}/${UNIT}`, line: 7 }],
      evidence: ['e1', 'e2'],
    }),
  ],
  {
    invocationId: '3a30f2b6d94e4a51a5f15d1f0a39c8d1',
    jobId: 180,
    jobType: 'restart',
    previousEnd: {
      at: at('13:41:06.967201'),
      deadForUsec: 100_363n,
      how: 'exited',
      result: 'exit-code',
      exitCode: 'exited',
      exitStatus: 1,
      exitStatusName: 'FAILURE',
    },
    outcome: 'stopped',
  },
);

const bySocket = start(
  at('13:52:10.004564'),
  [
    link(
      'socket-activation',
      {
        kind: 'peer',
        address: '127.0.0.1',
        port: 40112,
        pid: 812,
        uid: 33,
        user: 'www-data',
        comm: 'curl',
        cmdline: 'curl -s localhost:7777/health',
        unit: 'cron.service',
      },
      'widget-daemon.socket',
      { evidence: ['e4'] },
    ),
    link('socket-activation', 'widget-daemon.socket', UNIT, {
      setting: 'ListenStream=127.0.0.1:7777',
      declaredIn: [{ path: `${DIRECTORY}/widget-daemon.socket`, line: 5 }],
      evidence: ['e3'],
    }),
  ],
  {
    invocationId: '91f0c1a5d14f4dd2',
    jobId: 198,
    jobType: 'start',
    alternatives: [RED_HERRING],
    previousEnd: { at: at('13:51:39.001000'), deadForUsec: 31_003_564n, how: 'stopped', result: 'success' },
    outcome: 'stopped',
  },
);

const byTimer = start(
  at('14:00:28.067564'),
  [
    link('timer', 'reconcile.timer', 'reconcile.service', {
      setting: 'OnUnitActiveSec=2min',
      declaredIn: [{ path: `${DIRECTORY}/reconcile.timer`, line: 3 }],
      evidence: ['e5', 'e6'],
    }),
    link('wanted-by', 'reconcile.service', UNIT, {
      setting: 'Wants=',
      declaredIn: [{ path: `${DIRECTORY}/reconcile.service`, line: 3 }],
      evidence: ['e7'],
    }),
  ],
  {
    invocationId: '77ab01c2d3e4f506',
    jobId: 263,
    jobType: 'start',
    alternatives: [RED_HERRING],
    previousEnd: { at: at('13:59:26.000000'), deadForUsec: 62_067_564n, how: 'stopped', result: 'success' },
  },
);

const EVENTS: readonly UnitEvent[] = [
  {
    unit: UNIT,
    at: at('13:41:06.967201'),
    kind: 'failed',
    text: `${UNIT} failed with result exit-code (exited 1/FAILURE)`,
    evidence: ['e1'],
  },
  { unit: UNIT, at: at('13:51:39.001000'), kind: 'stopped', text: `${UNIT} was stopped`, evidence: ['e8'] },
  { unit: UNIT, at: at('13:59:26.000000'), kind: 'stopped', text: `${UNIT} was stopped`, evidence: [] },
];

const SUSPECTS: readonly Suspect[] = [
  {
    mechanism: 'restart-policy',
    from: { kind: 'unit', unit: UNIT },
    via: [],
    to: UNIT,
    armed: true,
    detail: 'Restart=on-failure',
    declaredIn: [{ path: `${DIRECTORY}/${UNIT}`, line: 7 }],
    remedy: [],
  },
  {
    mechanism: 'socket-activation',
    from: { kind: 'unit', unit: 'widget-daemon.socket' },
    via: [],
    to: UNIT,
    armed: true,
    detail: 'listening on 127.0.0.1:7777',
    declaredIn: [],
    remedy: ['systemctl stop widget-daemon.socket'],
  },
  {
    mechanism: 'timer',
    from: { kind: 'unit', unit: 'reconcile.timer' },
    via: ['reconcile.service'],
    to: UNIT,
    armed: true,
    detail: 'OnUnitActiveSec=2min',
    nextAt: at('14:02:28'),
    declaredIn: [],
    remedy: ['systemctl stop reconcile.timer'],
  },
  { mechanism: 'on-failure', from: { kind: 'unit', unit: 'backup.service' }, via: [], to: UNIT, armed: false, declaredIn: [], remedy: [] },
];

/** Three resurrections by three mechanisms, with the red herring ruled out. */
export function widgetStory(): Timeline {
  return timeline({
    starts: [byRestart, bySocket, byTimer],
    events: EVENTS,
    evidence: EVIDENCE,
    suspects: SUSPECTS,
    counts: [{ unit: UNIT, starts: 3, atLeast: false }],
  });
}

/** The same night, looked back at without a bus: one start that nothing explains, one that is only possible, one that fits; and gaps. */
export function doubtfulStory(): Timeline {
  const possible: Alternative = {
    mechanism: 'timer',
    strength: 'possible',
    ruledOut: false,
    why: 'reconcile.timer is active',
    from: { kind: 'unit', unit: 'reconcile.timer' },
  };
  return timeline({
    units: [{ id: UNIT, askedFor: UNIT }],
    sources: [
      {
        name: 'journal',
        status: 'degraded',
        detail: 'only the entries of this user can be read',
        remedy: 'sudo usermod -aG systemd-journal alice',
      },
      { name: 'system-bus', status: 'missing', detail: 'there is no bus at /run/dbus/system_bus_socket' },
    ],
    starts: [
      start(at('23:58:01.5', '2026-11-18'), [], {
        wouldHaveTold: [
          { kind: 'mechanism', mechanism: 'client-request' },
          { kind: 'mechanism', mechanism: 'timer' },
        ],
        alternatives: [possible],
      }),
      start(at('13:52:10.004564'), [link('timer', 'reconcile.timer', UNIT, { strength: 'possible' })], {
        alternatives: [
          {
            ...possible,
            mechanism: 'client-request',
            why: 'sudo was used 2s before',
            from: {
              kind: 'client',
              user: 'alice',
              cmdline: 'systemctl start widget-daemon',
              log: 'alice : TTY=pts/0 ; COMMAND=/usr/bin/systemctl start widget-daemon',
            },
          },
        ],
        previousEnd: { at: at('13:52:00'), deadForUsec: 10_004_564n, how: 'unknown' },
      }),
      start(
        at('14:00:28.067564'),
        [link('timer', 'reconcile.timer', 'reconcile.service'), link('wanted-by', 'reconcile.service', UNIT, { strength: 'correlated' })],
        {
          previousEnd: {
            at: at('13:52:00'),
            deadForUsec: 93_784_000_000n,
            how: 'killed',
            result: 'signal',
            exitCode: 'killed',
            exitStatus: 9,
            exitStatusName: 'KILL',
          },
        },
      ),
    ],
    counts: [{ unit: UNIT, starts: 812, atLeast: true }],
    gaps: [{ from: at('13:55:00'), to: at('13:55:04'), source: 'system-bus', text: 'the manager re-executed itself' }],
  });
}

/** The api-gateway crash loop: the same way eight times, then the start limit. */
export function crashLoop(): Timeline {
  const unit = 'api-gateway.service';
  const times = [0, 1, 2, 3, 4, 5, 6, 7].map((second) => `13:00:0${second}`);
  const restart = (time: string): Start =>
    start(
      at(`${time}.6`),
      [link('restart-policy', unit, unit, { setting: 'Restart=always', why: 'result exit-code meets Restart=always' })],
      {
        outcome: 'failed',
        previousEnd: {
          at: at(`${time}.5`),
          deadForUsec: 100_000n,
          how: 'exited',
          result: 'exit-code',
          exitCode: 'exited',
          exitStatus: 200,
          exitStatusName: 'CHDIR',
        },
      },
    );
  return timeline({
    units: [
      {
        id: unit,
        askedFor: 'api-gateway',
        description: 'API gateway',
        loadState: 'loaded',
        activeState: 'failed',
        subState: 'failed',
        since: at('13:00:08.7'),
      },
    ],
    starts: times.map(restart),
    events: [
      ...times.map((time): UnitEvent => ({
        unit,
        at: at(`${time}.5`),
        kind: 'failed',
        text: `${unit} failed with result exit-code (exited 200/CHDIR)`,
        evidence: [],
      })),
      {
        unit,
        at: at('13:00:08.7'),
        kind: 'start-limit-hit',
        text: `${unit} hit its start limit and is not started any more`,
        evidence: [],
      },
    ],
    counts: [{ unit, starts: 8, atLeast: false }],
  });
}

/** Every text that comes from the machine set to the same hostile string. */
export function hostileStory(evil: string): Timeline {
  const client = {
    kind: 'client',
    pid: 1,
    user: evil,
    cmdline: evil,
    comm: evil,
    unit: evil,
    session: evil,
    tty: evil,
    log: evil,
    busName: evil,
  } as const;
  const chain = [
    link('client-request', client, evil, { setting: evil, why: evil, declaredIn: [{ path: evil, line: 1 }], evidence: ['e1'] }),
    link('wanted-by', evil, evil, { strength: 'possible', setting: evil }),
  ];
  return timeline({
    host: { hostname: evil, systemdVersion: evil },
    units: [
      { id: evil, askedFor: evil, description: evil, activeState: evil, subState: evil, loadState: evil, unitFileState: evil, since: NOW },
    ],
    sources: [{ name: 'journal', status: 'missing', detail: evil, remedy: evil }],
    starts: [
      start(at('13:00:00'), chain, {
        strength: 'possible',
        alternatives: [
          { mechanism: 'path', strength: 'possible', ruledOut: false, why: evil, from: { kind: 'peer', address: evil, path: evil } },
        ],
        previousEnd: { at: at('12:00:00'), deadForUsec: 1n, how: 'killed', result: evil, exitStatusName: evil },
      }),
      start(at('13:00:01'), [], { unit: evil, wouldHaveTold: [{ kind: 'command', purpose: evil, line: evil }] }),
    ],
    evidence: { e1: { source: 'journal', at: at('13:00:00'), text: evil, cursor: evil } },
    events: [{ unit: evil, at: at('12:00:00'), kind: 'stopped', text: evil, evidence: [] }],
    suspects: [
      {
        mechanism: 'timer',
        from: { kind: 'unit', unit: evil },
        via: [evil],
        to: evil,
        armed: true,
        detail: evil,
        declaredIn: [{ path: evil }],
        remedy: [evil],
      },
    ],
    gaps: [{ from: at('13:00:00'), to: NOW, source: 'journal', text: evil }],
    counts: [{ unit: evil, starts: 2, atLeast: false }],
    replayOf: { path: evil, recordedAt: NOW },
  });
}
