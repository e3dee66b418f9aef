import { usecBetween } from '../../model/instant.ts';
import { MAX_SUSPECTS } from '../../model/timeline.ts';
import type { Declaration, Suspect, Timeline, UnitNow } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { grouped } from '../grouped.ts';
import { mechanismLabel } from '../words/phrases.ts';
import { whoMay } from '../words/suspects.ts';
import { hang, wrap } from './layout.ts';
import { moment } from '../time/zoned-time.ts';
import { isOf } from '../../systemd/unit-name.ts';
import { lookOf, type Look, type TextOptions } from './options.ts';
import { keepDownLines, report, sourceLines, titled } from './sections.ts';
import { span } from '../time/span.ts';

/** Of one unit's starters so many are shown unless all are asked for. */
const MAX_SHOWN = 12;
const MAX_PLACES = 3;

/** Each unit as the root of a tree of what can start it, with what starts that below; then how to keep it down. */
export function renderSuspects(timeline: Timeline, options: TextOptions): string {
  const look = lookOf(timeline, options);
  const sections = [
    ...timeline.units.map((unit) => tree(unit, timeline, look)),
    titled('Keep it down', keepDownLines(timeline, look), look),
    titled('Not everything could be read', sourceLines(timeline, look), look),
    timeline.suspects.length === 0 || look.quiet ? [] : legend(look),
  ];
  return report(sections);
}

function tree(unit: UnitNow, timeline: Timeline, look: Look): readonly string[] {
  const { style, width } = look;
  const name = escapeForTerminal(unit.id);
  const state = [unit.activeState, unit.loadState === 'loaded' ? undefined : unit.loadState, unit.unitFileState].filter(
    (word) => word !== undefined && word !== '',
  );
  const head = `${style.bold(name)}${state.length === 0 ? '' : ` ${style.dim(`(${escapeForTerminal(state.join(', '))})`)}`}`;
  const own = timeline.suspects.filter(({ to }) => isOf(to, unit.id));
  const masked = unit.loadState === 'masked' ? hang('', 2, `As long as ${name} is masked, nothing can start it.`, width) : [];
  if (own.length === 0) {
    const nothing = `Nothing was found that can start ${name}: only someone who asks for it by name, with systemctl start or over the bus.`;
    return [head, ...(masked.length > 0 ? masked : hang('', 2, nothing, width))];
  }
  const below = grouped(own, ({ via }) => via.join(' '));
  return [head, ...masked, ...branches([], '', { below, look, grown: new Set() }), ...cut(own, look)];
}

/** Where as many are told as are looked for, there may be more. */
function cut(own: readonly Suspect[], { width }: Look): readonly string[] {
  const units = [...grouped(own, ({ to }) => to)]
    .filter(([, { length }]) => length >= MAX_SUSPECTS)
    .map(([unit]) => escapeForTerminal(unit));
  return units.flatMap((unit) => hang('', 2, `There may be more: of what can start ${unit}, ${String(MAX_SUSPECTS)} are told.`, width));
}

interface Growing {
  /** By the way to the root. */
  readonly below: ReadonlyMap<string, readonly Suspect[]>;
  readonly look: Look;
  /** The ways that were drawn already. */
  readonly grown: Set<string>;
}

function branches(way: readonly string[], indent: string, growing: Growing): readonly string[] {
  const { below, look, grown } = growing;
  const key = way.join(' ');
  if (grown.has(key)) return [];
  grown.add(key);
  const sorted = [...(below.get(key) ?? [])].sort((a, b) => rank(a) - rank(b));
  const shown = look.all ? sorted : sorted.slice(0, MAX_SHOWN);
  const more = sorted.length - shown.length;
  const lines = shown.flatMap((suspect, index) => {
    const isLast = index === shown.length - 1 && more === 0;
    const deeper = `${indent}${isLast ? '   ' : '│  '}`;
    const next = suspect.from.kind === 'unit' ? [suspect.from.unit, ...way] : undefined;
    const grows = next !== undefined && next.join(' ') !== key && below.has(next.join(' ')) && !grown.has(next.join(' '));
    return [
      ...described(suspect, `${indent}${isLast ? '└─ ' : '├─ '}`, `${deeper}${grows ? '│  ' : '   '}`, look),
      ...(grows ? branches(next, deeper, growing) : []),
    ];
  });
  const note = more === 0 ? [] : [`${look.style.dim(indent)}└─ ${look.style.dim(`… ${String(more)} more; -a lists them`)}`];
  return [...lines, ...note];
}

function described(suspect: Suspect, head: string, rest: string, look: Look): readonly string[] {
  const { style, width } = look;
  const { mechanism, from, detail, declaredIn } = suspect;
  const self = mechanism === 'restart-policy' ? 'its own' : mechanism === 'boot' ? undefined : whoMay(from);
  const told = mechanism === 'boot' ? enabledWords(suspect) : detail;
  const words = [...(self === undefined ? [] : [self]), ...(told === undefined || told === '' ? [] : [told]), ...nextElapse(suspect, look)];
  const [name = '', ...others] = words;
  const text = escapeForTerminal(
    `${mechanismLabel(mechanism)}${name === '' ? '' : mechanism === 'boot' ? `: ${name}` : ` ${name}`}${others.length === 0 ? '' : `: ${others.join(', ')}`}`,
  );
  const paint = suspect.armed === true ? style.bold : suspect.armed === false ? style.dim : (line: string) => line;
  const lines = wrap(text, Math.max(20, width - head.length - 2));
  return [
    ...lines.map((line, index) => (index === 0 ? `${head}${paint(`${mark(suspect)} ${line}`)}` : `${rest}  ${paint(line)}`)),
    ...places(mechanism === 'boot' ? [] : declaredIn, look).flatMap((place) =>
      wrap(escapeForTerminal(place), Math.max(20, width - rest.length - 2)).map((line) => `${rest}  ${style.dim(line)}`),
    ),
  ];
}

/** Whose enabling makes boot start it; the label says already that boot does. */
function enabledWords({ enabled, to }: Suspect): string | undefined {
  if (enabled === undefined) return undefined;
  return enabled === to ? 'enabled' : `${enabled} is enabled`;
}

function places(declaredIn: readonly Declaration[], { now, zone }: Look): readonly string[] {
  const shown = declaredIn.slice(0, MAX_PLACES).map(({ path, line, package: owner, modifiedAt }) => {
    const facts = [
      ...(owner === undefined ? [] : [`of ${owner}`]),
      ...(modifiedAt === undefined ? [] : [`changed ${moment(modifiedAt, now, zone)}`]),
    ];
    return `${path}${line === undefined ? '' : `:${String(line)}`}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
  });
  const more = declaredIn.length - shown.length;
  return more === 0 ? shown : [...shown, `and ${String(more)} more lines`];
}

function nextElapse({ nextAt }: Suspect, { now, zone }: Look): readonly string[] {
  if (nextAt === undefined) return [];
  const left = usecBetween(now, nextAt);
  return [`next at ${moment(nextAt, now, zone)} (${left <= 0n ? 'due' : `in ${span(left)}`})`];
}

/** Armed ones first, then what waits for something else, then what nobody knows, at last what cannot act now. */
function rank({ armed, strength }: Suspect): number {
  if (armed === true) return strength === 'possible' ? 1 : 0;
  return armed === false ? 4 : strength === 'possible' ? 3 : 2;
}

function mark({ armed, strength }: Suspect): string {
  return strength === 'possible' ? '?' : armed === true ? '●' : armed === false ? '○' : '·';
}

function legend({ width, style }: Look): readonly string[] {
  const text =
    '● is armed: it can act now. · acts when that unit is started, fails, or the host boots. ○ cannot act now. ? may: a line mentions the unit, and whether it is ever run, nobody knows.';
  return wrap(text, width).map((line) => style.dim(line));
}
