import type { EndMechanism } from '../../model/mechanism.ts';
import type { EndLink, EndRequest, Link, UnitEnd } from '../../model/timeline.ts';
import { causeWords, lastingCause } from './cause.ts';
import { hedged, WORDING } from './phrases.ts';
import { table } from '../../table.ts';

/** How what brought a unit down is put into words; the sentence ends in that unit. */
interface EndWording {
  readonly clause: (link: EndLink) => string;
  /** How the sentence goes on from the unit before. */
  readonly relative: (link: EndLink) => string;
  /** Where the sentence begins with it and goes on: the unit has not been named then. */
  readonly opening?: (link: EndLink) => string;
}

/** All prose about what brings units down. */
const END_WORDING = {
  'client-request': {
    clause: (link) => `${causeWords(link.from)} ${hedged(link.strength, ASKED[link.request ?? 'stop'])} ${link.to}`,
    relative: (link) => `whose process ${causeWords(link.from)} ${hedged(link.strength, ASKED[link.request ?? 'stop'])} ${link.to}`,
  },
  conflicts: dependency('Conflicts='),
  'stop-when-unneeded': {
    clause: (link) =>
      `StopWhenUnneeded= ${hedged(link.strength, 'stopped')} ${link.to}: nothing that needs it was active${isOwn(link) ? '' : ' any more'}`,
    relative: (link) => `and StopWhenUnneeded= ${hedged(link.strength, 'stopped')} ${link.to}`,
  },
  'stop-propagation': {
    clause: (link) => `the stop of ${causeWords(link.from)} ${hedged(link.strength, 'took')} ${link.to} down, too${by(link)}`,
    relative: (link) => `whose stop ${hedged(link.strength, 'took')} ${link.to} down, too${by(link)}`,
  },
  'bound-to-inactive': {
    clause: (link) =>
      `${causeWords(link.from)} went down, and ${link.setting ?? 'BindsTo='} ${hedged(link.strength, 'stopped')} ${link.to}`,
    relative: (link) => `which went down, and ${link.setting ?? 'BindsTo='} ${hedged(link.strength, 'stopped')} ${link.to}`,
  },
  'automount-idle': dependency('TimeoutIdleSec='),
  isolate: {
    clause: (link) => `the isolation of ${causeWords(link.from)} ${hedged(link.strength, 'stopped')} ${link.to}`,
    relative: (link) => `whose isolation ${hedged(link.strength, 'stopped')} ${link.to}`,
  },
  shutdown: joinedByAnd((link) => `the shutdown ${hedged(link.strength, 'stopped')} ${link.to}`),
  restart: joinedByAnd((link) => `a restart ${hedged(link.strength, 'stopped')} ${link.to}`),
  'manager-kill': joinedByAnd((link, it) => `systemd ${hedged(link.strength, 'ended')} ${it}${ruledBy(link)}`),
  'oom-killer': joinedByAnd((link, it) => `the kernel's OOM killer ${hedged(link.strength, 'killed')} a process of ${it}`),
  'systemd-oomd': joinedByAnd((link, it) => `systemd-oomd ${hedged(link.strength, 'killed')} ${it}`),
  signal: {
    clause: (link) =>
      link.from.kind === 'unknown'
        ? `the signal came neither from systemd nor from a client that was seen`
        : `${causeWords(link.from)} ${hedged(link.strength, 'sent')} the signal`,
    relative: (link) => `and ${causeWords(link.from)} ${hedged(link.strength, 'sent')} the signal to ${link.to}`,
    opening: (link) =>
      link.from.kind === 'unknown'
        ? `a signal from outside of systemd, of an unknown sender, ended ${link.to}`
        : `a signal that ${causeWords(link.from)} ${hedged(link.strength, 'sent')} ended ${link.to}`,
  },
} as const satisfies Record<EndMechanism, EndWording>;

/** Who or what brought a unit down, as one sentence from the root to the unit. Raw text: escape it for the output. */
export function summarizeEnd(chain: readonly EndLink[]): string {
  return chain.map((link, index) => wordsOf(link, chain[index + 1], index === 0 ? 'clause' : 'relative')).join(', ');
}

/** How a run ended and who did it: `widget-daemon.service exited with 203/EXEC`. Raw text: escape it for the output. */
export function endSentence(unit: string, end: UnitEnd): string {
  const chain = end.chain ?? [];
  if (chain.length === 0)
    return `${unit} ${isStatusUnknown(unit, end) ? 'ended by itself, or by a signal that counts as a clean end' : mannerOf(end)}`;
  const culprit = `${summarizeEnd(chain)}${end.strength === undefined || end.strength === 'stated' ? '' : ` (${end.strength})`}`;
  return end.how === 'stopped' && chain.at(-1)?.to === unit && !isManagers(chain) ? culprit : `${unit} ${mannerOf(end)}: ${culprit}`;
}

/** A clean end of a service of which nothing tells the status: systemd logs that of a signal such as SIGTERM at debug level only. */
function isStatusUnknown(unit: string, { how, result, exitCode }: UnitEnd): boolean {
  return unit.endsWith('.service') && how === 'exited' && result === 'success' && exitCode === undefined;
}

/** The same without what is new each time, by which ends of one kind are told as one: the same one did it again under another pid. */
export function lastingEndSentence(unit: string, end: UnitEnd): string {
  if (end.chain === undefined) return endSentence(unit, end);
  return endSentence(unit, { ...end, chain: end.chain.map((link) => ({ ...link, from: lastingCause(link.from) })) });
}

/** How a run ended, as the end of a sentence: `was killed by SIGKILL`. */
export function mannerOf(end: UnitEnd): string {
  const { how, result, phase, command } = end;
  const status = statusOf(end);
  switch (how) {
    case 'stopped':
      return 'was stopped';
    case 'skipped':
      return 'was skipped by its ExecCondition=';
    case 'start-limit-hit':
      return 'hit its start limit and is not started any more';
    case 'timeout':
      return `${TOO_LONG[phase ?? 'none']}${command === undefined ? '' : ` (${command}=)`}`;
    case 'watchdog':
      return 'did not answer its watchdog in time';
    case 'oom-kill':
      return 'ran out of memory';
    case 'killed':
      return `${command === undefined ? 'was killed' : `failed: ${command}= was killed`}${status === '' ? '' : ` by ${status}`}`;
    case 'dumped':
      return `${command === undefined ? 'dumped core' : `failed: ${command}= dumped core`}${status === '' ? '' : ` on ${status}`}`;
    case 'exited':
      return exited(end, status);
    case 'unknown':
      return result === undefined || result === 'success'
        ? 'ended, nobody knows how'
        : `failed with result ${result}${NOTES[result] ?? ''}`;
  }
}

const TOO_LONG = {
  start: 'took too long to start',
  stop: 'took too long to stop',
  reload: 'took too long to reload',
  run: 'ran longer than RuntimeMaxSec= allows',
  none: 'took too long',
} as const;

/** What the less known results mean (systemd.exec(5), $SERVICE_RESULT). */
const NOTES: Readonly<Record<string, string>> = table({
  protocol: ' (it did not keep to the protocol of its Type=)',
  resources: ' (systemd could not set up what it needs to run)',
});

function exited({ result, exitStatus, exitCode, command }: UnitEnd, status: string): string {
  if (result === 'protocol') return `failed with result protocol${NOTES['protocol'] ?? ''}`;
  if (exitCode !== undefined && exitCode !== 'exited') return `ended on ${status}, which is a clean end`;
  if (result === undefined || result === 'success')
    return exitStatus === undefined || exitStatus === 0 ? 'ended by itself' : `ended by itself with ${status}`;
  const how = status === '' ? 'failed' : `exited with ${status}`;
  return command === undefined ? (status === '' ? 'exited with an error' : how) : `failed: ${command}= ${how}`;
}

/** `203/EXEC`, `SIGKILL`. */
function statusOf({ exitCode, exitStatus, exitStatusName }: UnitEnd): string {
  if (exitCode !== undefined && exitCode !== 'exited')
    return exitStatusName === undefined ? `signal ${String(exitStatus ?? '?')}` : `SIG${exitStatusName.replace(/^SIG/, '')}`;
  return [exitStatus === undefined ? [] : [String(exitStatus)], exitStatusName ?? []].flat().join('/');
}

function isManagers(chain: readonly EndLink[]): boolean {
  return ['manager-kill', 'oom-killer', 'systemd-oomd', 'signal'].includes(chain.at(-1)?.mechanism ?? '');
}

function wordsOf(link: EndLink, next: EndLink | undefined, form: 'clause' | 'relative'): string {
  if (isStart(link, next)) return WORDING[link.mechanism][form](link);
  const words: EndWording = END_WORDING[link.mechanism as EndMechanism];
  return form === 'clause' && next !== undefined && words.opening !== undefined ? words.opening(link) : words[form](link);
}

/** Hops that act because the unit before them was started, not because it was stopped. */
const AFTER_A_START: ReadonlySet<string> = new Set(['conflicts', 'isolate', 'client-request']);

/** A request can be one to start as well as one to stop; what follows on it tells which. */
function isStart(link: EndLink, next: EndLink | undefined): link is EndLink & Link {
  if (!Object.hasOwn(END_WORDING, link.mechanism)) return true;
  return link.mechanism === 'client-request' && next !== undefined && (AFTER_A_START.has(next.mechanism) || isStart(next, undefined));
}

function dependency(key: string): EndWording {
  return {
    clause: (link) => `${key} of ${causeWords(link.from)} ${hedged(link.strength, 'stopped')} ${link.to}`,
    relative: (link) => `whose ${key} ${hedged(link.strength, 'stopped')} ${link.to}`,
  };
}

/** What a sentence begins or goes on with alike; `it` is the unit, which has been named when a sentence begins with this. */
function joinedByAnd(act: (link: EndLink, it: string) => string): EndWording {
  return { clause: (link) => act(link, 'it'), relative: (link) => `and ${act(link, link.to)}`, opening: (link) => act(link, link.to) };
}

/** Whether the unit itself is named as what brought it down. */
function isOwn({ from, to }: EndLink): boolean {
  return from.kind === 'unit' && from.unit === to;
}

const ASKED = { stop: 'stopped', restart: 'restarted', signal: 'had systemd signal' } as const satisfies Record<EndRequest, string>;

function by({ setting }: EndLink): string {
  return setting === undefined ? '' : ` (${setting})`;
}

function ruledBy({ setting }: EndLink): string {
  return setting === undefined || setting === '' ? '' : `, by ${setting}`;
}
