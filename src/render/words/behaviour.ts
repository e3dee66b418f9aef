import type { FindingKind } from '../../model/finding.ts';
import type { Finding } from '../../model/timeline.ts';
import type { FindingWording, TimeWords } from './finding.ts';
import { span } from '../time/span.ts';

/** All prose about what a unit's behaviour shows to be wrong. */
export const BEHAVIOUR_WORDING = {
  'crash-loop': {
    text: (finding, time) => (finding.facts.first === undefined ? restartedText(finding, time) : crashText(finding, time)),
    mends: (finding) => (finding.facts.first === undefined ? restartedMends(finding) : crashMends(finding)),
  },
  'start-limit-hit': {
    text: ({ unit, facts }, time) =>
      [
        `${unit} was started too often${limit(facts)} and is not started any more`,
        facts.sinceAt === undefined ? '' : ` since ${time(facts.sinceAt)}`,
        facts.setting === undefined ? '' : `; ${facts.setting} does not act either`,
        facts.untilAt === undefined ? '' : `; it may be started again from ${time(facts.untilAt)} on`,
      ].join(''),
    mends: ({ unit }) => [
      'mend what makes it end so soon; raising StartLimitBurst= only hides that',
      `systemctl reset-failed ${unit} && systemctl start ${unit}`,
    ],
  },
  'restart-hides-failures': {
    text: ({ unit, facts }, time) =>
      `${unit} looks healthy and has failed ${timesSince(facts, time)}: ${facts.setting ?? 'Restart='} brings it back each time (${series(facts)})`,
    mends: ({ unit }) => [`journalctl -b -u ${unit} -p warning`, 'mend what makes it fail; OnFailure= would tell somebody of each failure'],
  },
  'notify-without-ready': {
    text: ({ unit, facts }) =>
      [
        `${unit} never said that it was ready, as ${facts.setting ?? 'Type=notify'} has systemd wait for`,
        facts.first === 'timeout' ? ': its start timed out' : ': it ended before that',
        facts.line === undefined ? '' : `; systemd did not listen: ${facts.line}`,
      ].join(''),
    mends: ({ facts }) => notifyMends(facts),
  },
  'watchdog-too-short': {
    text: ({ unit, facts }, time) =>
      [
        `the watchdog killed ${unit} ${timesSince(facts, time)}`,
        facts.usec === undefined ? '' : `: no WATCHDOG=1 came for ${span(facts.usec)}`,
        facts.line === undefined ? '' : `, though it had just logged "${facts.line}"`,
      ].join(''),
    mends: ({ facts }) =>
      facts.line === undefined
        ? ['find out from its log whether it hung; if it was only slow, raise WatchdogSec=']
        : ['have it send WATCHDOG=1 at least twice in each WatchdogSec= (sd_watchdog_enabled(3)), or raise WatchdogSec=, or remove it'],
  },
  'path-stays-true': {
    text: ({ unit, facts }, time) => {
      const [path, service] = unit.endsWith('.path') ? [unit, facts.other ?? ''] : [facts.other ?? '', unit];
      return `${facts.setting ?? 'what it watches for'} of ${path} stays true, so ${service} is started again as soon as it is over: ${timesSince(facts, time)}${rate(facts)}`;
    },
    mends: ({ unit, facts }) => [
      `have ${unit.endsWith('.path') ? (facts.other ?? 'the service') : unit} remove what makes ${facts.setting ?? 'it'} true before it ends`,
      'or watch with PathChanged=, which acts once for each change',
    ],
  },
  'timer-requires-service': {
    text: ({ facts }) => {
      const [timer = '', service = ''] = facts.units ?? [];
      return `${timer} has ${facts.setting ?? 'a dependency'}: ${service} starts whenever the timer is started, as at boot, and not only when it elapses`;
    },
    mends: ({ facts }) => [
      `remove ${facts.setting ?? 'it'} from ${facts.units?.[0] ?? 'the timer'}: a timer starts its service without it`,
      'systemctl daemon-reload',
    ],
  },
  'on-failure-storm': {
    text: ({ facts }, time) => {
      const [failing = '', ...handlers] = facts.units ?? [];
      return `${failing} has started its OnFailure= ${handlers.join(' ')} ${timesSince(facts, time)}${rate(facts)}: it does so at each failed attempt`;
    },
    mends: ({ facts }) => [
      `mend ${facts.units?.[0] ?? 'what fails'}`,
      'or set RestartMode=direct (from systemd 254 on), so that OnFailure= waits until Restart= has given up',
    ],
  },
  'ordering-cycle': {
    text: ({ unit, facts }) =>
      [
        `${[...(facts.units ?? []), facts.units?.[0]].join(' after ')}: these wait for each other`,
        facts.other === undefined
          ? '; systemd could not break the cycle'
          : `, so systemd dropped the job of ${facts.other === unit ? `${unit}, and it did not start` : facts.other}`,
      ].join(''),
    mends: () => ['remove one of these After= or Before= lines', 'systemctl daemon-reload'],
  },
} as const satisfies Partial<Record<FindingKind, FindingWording>>;

type Facts = Finding['facts'];

function crashText({ unit, facts }: Finding, time: TimeWords): string {
  const { atLeast, untilAt, restarts } = facts;
  return [
    `${unit} ${untilAt === undefined ? 'fails' : 'failed'} again and again: ${atLeast === true ? 'at least ' : ''}${timesSince(facts, time)}`,
    rate(facts),
    restarts === undefined ? '' : ` (systemd counts ${String(restarts)} restarts)`,
    `, ${series(facts)}; ${keeper(facts, unit)}`,
  ].join('');
}

function keeper({ mechanism, setting, other, client, untilAt }: Facts, unit: string): string {
  const starts = untilAt === undefined ? 'starts' : 'started';
  switch (mechanism) {
    case 'restart-policy':
      return `${setting ?? 'Restart='} ${starts} it again`;
    case 'client-request':
      if (other === unit) return `a process of its own${client === undefined ? '' : `, ${client},`} ${starts} it again, and not Restart=`;
      return `${client ?? 'somebody'}${other === undefined ? '' : ` in ${other}`} ${starts} it again, and not Restart=`;
    case undefined:
    case 'unexplained':
      return `what ${starts} it again is not known`;
    default:
      return `${other ?? mechanism} ${starts} it again${setting === undefined ? '' : ` by ${setting}`}`;
  }
}

function crashMends({ unit, facts }: Finding): readonly string[] {
  if (facts.untilAt !== undefined) return [`journalctl -u ${unit}`];
  const stop =
    facts.mechanism === 'restart-policy' || facts.other === undefined || facts.mechanism === 'client-request'
      ? unit
      : `${facts.other} ${unit}`;
  return [`systemctl stop ${stop}`, `mend what makes it fail (${facts.last ?? facts.first ?? ''}): journalctl -u ${unit}`];
}

function restartedText({ unit, facts }: Finding, time: TimeWords): string {
  const shown = `${timesSince(facts, time)}${rate(facts)}; it had not failed, and neither Restart= nor NRestarts= shows it`;
  const isOver = facts.untilAt !== undefined;
  if (facts.other === unit)
    return `${unit} ${isOver ? 'restarted' : 'restarts'} itself at regular intervals${facts.client === undefined ? '' : ` by ${facts.client}`}: ${shown}`;
  const by =
    facts.client === undefined && facts.other === undefined
      ? ''
      : ` by ${facts.client ?? 'somebody'}${facts.other === undefined ? '' : ` in ${facts.other}`}`;
  return `${unit} ${isOver ? 'was' : 'is'} restarted from outside at regular intervals${by}: ${shown}`;
}

function restartedMends({ unit, facts }: Finding): readonly string[] {
  return [facts.other === undefined ? `whyalive watch ${unit}` : `look what ${facts.other} runs`];
}

function notifyMends({ line, setting, other }: Facts): readonly string[] {
  if (setting === 'Type=dbus') return ['have it take its BusName=, or set the Type= that it needs'];
  if (line !== undefined)
    return [`set NotifyAccess=all: it is ${other?.replace('NotifyAccess=', '') ?? 'main'} now`, 'systemctl daemon-reload'];
  return [
    'have it call sd_notify("READY=1"), or set Type=exec if it cannot',
    'if a child of its main process calls it, set NotifyAccess=all',
    'systemctl daemon-reload',
  ];
}

/** First and last reason. */
function series({ first, last }: Facts): string {
  return last === undefined
    ? `each time with ${first ?? 'an unknown result'}`
    : `first with ${first ?? 'an unknown result'}, now with ${last}`;
}

function limit({ count, usec }: Facts): string {
  if (count === undefined) return '';
  return ` (more than ${times(count)}${usec === undefined ? '' : ` in ${span(usec)}`})`;
}

function times(count = 0): string {
  return count === 1 ? 'once' : `${String(count)} times`;
}

/** How often since when; or when it was. */
function timesSince({ count, sinceAt, untilAt }: Facts, time: TimeWords): string {
  if (sinceAt === undefined) return times(count);
  if (untilAt !== undefined) return `${times(count)} from ${time(sinceAt)} until ${time(untilAt)}`;
  return `${times(count)} ${count === 1 ? 'at' : 'since'} ${time(sinceAt)}`;
}

function rate({ usec }: Facts): string {
  return usec === undefined ? '' : `, once in ${span(usec)}`;
}
