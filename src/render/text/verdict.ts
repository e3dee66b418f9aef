import { usecBetween } from '../../model/instant.ts';
import type { Start, Timeline, UnitNow } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { endSentence } from '../words/end.ts';
import { paintStrength, type Style } from './style.ts';
import { summarize } from '../words/start.ts';
import { GLUE, mechanismLabel } from '../words/phrases.ts';
import { chainMechanisms } from '../words/chain.ts';
import { restartLines } from './event.ts';
import { hang } from './layout.ts';
import { moment } from '../time/zoned-time.ts';
import { isOf, isTemplate } from '../../systemd/unit-name.ts';
import type { Look } from './options.ts';
import { span } from '../time/span.ts';

const HEAD = 10;

/** What a unit is doing, how often it came back and by what, and the last start in one sentence. */
export function verdict(unit: UnitNow, timeline: Timeline, look: Look): readonly string[] {
  const { style, width } = look;
  const starts = timeline.starts.filter((start) => isOf(start.unit, unit.id));
  const last = starts.at(-1);
  const title = escapeForTerminal(unit.id);
  const description = unit.description === undefined || unit.description === unit.id ? '' : ` - ${escapeForTerminal(unit.description)}`;
  return [
    `${statePaint(unit, style)('●')} ${style.bold(title)}${description}${timeline.manager === 'user' ? ' (user manager)' : ''}`,
    ...field(look.replay ? 'then' : 'now', escapeForTerminal(stateNow(unit, timeline, look)), width),
    ...field('starts', howOften(unit, starts, timeline, look), width),
    ...(last === undefined ? [] : lastStart(last, look)),
    ...lastEnd(unit, timeline, look),
  ];
}

function field(name: string, text: string, width: number): readonly string[] {
  return hang(`  ${name.padStart(6)}`, HEAD, text, width);
}

function statePaint({ activeState }: UnitNow, style: Style): (text: string) => string {
  if (activeState === 'failed') return style.red;
  return activeState === 'active' || activeState === 'reloading' ? style.green : (text) => text;
}

function stateNow(unit: UnitNow, { sources }: Timeline, look: Look): string {
  const { id, activeState, subState, since, mainPid, unitFileState, loadState } = unit;
  if (isTemplate(id)) return 'a template: only its instances run';
  if (activeState === undefined) {
    const wasAsked = sources.some(({ name, status }) => name === 'system-bus' && status === 'ok');
    return wasAsked ? 'not loaded by the manager, so it is not running' : 'its state is not known: the manager was not asked';
  }
  const parts = [
    `${activeState}${subState === undefined || subState === activeState ? '' : ` (${subState})`}${since === undefined ? '' : ` since ${ago(since, look)}`}`,
    ...(mainPid === undefined || mainPid === 0 || activeState === 'inactive' || activeState === 'failed'
      ? []
      : [`main process ${mainPid}`]),
    ...(loadState === undefined || loadState === 'loaded' ? [] : [loadState]),
    ...(unitFileState === undefined || unitFileState === '' ? [] : [unitFileState]),
  ];
  return parts.join(', ');
}

function ago(since: NonNullable<UnitNow['since']>, { now, zone, replay }: Look): string {
  const distance = usecBetween(since, now);
  const far = distance < 1_000_000n ? '' : `, ${span(distance)} ${replay ? 'before the end' : 'ago'}`;
  return `${moment(since, now, zone)}${far}`;
}

function howOften(unit: UnitNow, starts: readonly Start[], timeline: Timeline, look: Look): string {
  const counts = timeline.counts.filter((known) => isOf(known.unit, unit.id));
  const total = Math.max(
    counts.reduce((sum, known) => sum + known.starts, 0),
    starts.length,
  );
  const { since } = timeline.window;
  const window = since === undefined ? '' : ` since ${moment(since, look.now, look.zone)}`;
  if (total === 0) return `none${window}`;
  const did = starts.length === total && starts.every(({ previousEnd }) => previousEnd !== undefined) ? 'came back' : 'started';
  const times = `${counts.some(({ atLeast }) => atLeast) ? 'at least ' : ''}${total === 1 ? 'once' : total === 2 ? 'twice' : `${total} times`}`;
  if (starts.length === 0) return `${did} ${times}${window}`;
  const scope = total > starts.length ? `; the last ${starts.length === 1 ? 'one' : starts.length}` : '';
  return `${did} ${times}${window}${scope}: ${byMechanism(starts)}`;
}

/** How often which mechanism, the surest first; where nothing but configuration speaks for one, it is not counted as if it were known. */
function byMechanism(starts: readonly Start[]): string {
  const known = starts.filter(({ strength }) => strength !== 'possible');
  const counts = new Map<string, number>();
  for (const { chain, strength } of known) {
    const label = `${strength === 'correlated' ? 'likely ' : ''}${chainMechanisms(chain)}`;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const told = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([label, times]) =>
      counts.size === 1 && known.length === starts.length && label !== 'unexplained'
        ? `${times === 1 ? '' : 'all '}${label.replace(/^(likely )?/, '$1by ')}`
        : `${label} ${times}×`.replaceAll(' ', GLUE),
    );
  return [...told, ...notKnown(starts)].join(', ');
}

function notKnown(starts: readonly Start[]): readonly string[] {
  const possible = starts.filter(({ strength }) => strength === 'possible');
  if (possible.length === 0) return [];
  const labels = possible.flatMap(({ chain, alternatives }) => [
    chainMechanisms(chain),
    ...alternatives.filter(({ ruledOut }) => !ruledOut).map(({ mechanism }) => mechanismLabel(mechanism)),
  ]);
  const times = possible.length === starts.length && starts.length === 1 ? '' : `${GLUE}${possible.length}×`;
  return [`not${GLUE}known${times} (perhaps ${[...new Set(labels)].join(' or ')})`];
}

/** Why a unit that is down went down. */
function lastEnd(unit: UnitNow, { events }: Timeline, look: Look): readonly string[] {
  if (unit.activeState !== 'inactive' && unit.activeState !== 'failed') return [];
  const event = events.findLast((one) => isOf(one.unit, unit.id) && one.end !== undefined);
  if (event?.end === undefined) return [];
  return [
    ...field('down', escapeForTerminal(endSentence(event.unit, event.end)), look.width),
    ...restartLines(event.end, look).flatMap((line) => field('', line, look.width)),
  ];
}

function lastStart(start: Start, { style, width }: Look): readonly string[] {
  return field('last', `${escapeForTerminal(summarize(start.chain))} (${paintStrength(style, start.strength)})`, width);
}
