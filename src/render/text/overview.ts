import type { MechanismName } from '../../model/mechanism.ts';
import { usecBetween } from '../../model/instant.ts';
import type { Overview, OverviewLoop, OverviewRow } from '../../model/overview.ts';
import { escapeForTerminal } from '../escape.ts';
import { paintStrength } from './style.ts';
import { summarize } from '../words/start.ts';
import { GLUE, mechanismLabel, unbroken } from '../words/phrases.ts';
import { hang, paragraph } from './layout.ts';
import { moment } from '../time/zoned-time.ts';
import { lookAt, type Look, type TextOptions } from './options.ts';
import { report, sourceLines, titled } from './sections.ts';
import { span } from '../time/span.ts';

/** Where the unit's name begins, and where what is said of it does. */
const NAME = 9;
const SAID = 18;

const UNEVENTFUL = 'Nothing came back, and nothing failed: what started did so once, with the host.';

/** The host for a person: what came back again and again, then what started most, each with what started it last; and where to look next. */
export function renderOverview(overview: Overview, options: TextOptions): string {
  const look = lookAt(options, true);
  const loops = overview.rows.filter(({ loop }) => loop !== undefined);
  const others = overview.rows.filter(({ loop }) => loop === undefined);
  const sections = [
    headline(overview, look),
    titled(loops.length === 1 ? 'A loop' : 'Loops', rowLines(loops, look), look),
    titled(loops.length === 0 ? 'Most starts' : 'Most starts besides', rowLines(others, look), look),
    overview.rows.length === 0 && overview.totals.starts > 0 ? [UNEVENTFUL] : [],
    notShown(overview, look),
    titled('Not everything could be read', sourceLines(overview, look), look),
    hints(overview, look),
  ];
  return report(sections);
}

function headline({ host, manager, window, totals, sources }: Overview, look: Look): readonly string[] {
  const name = `${host.hostname ?? 'this host'}${manager === 'user' ? ' (user manager)' : ''}`;
  const { since, until } = window;
  const long = since === undefined ? '' : ` to ${moment(until, look.now, look.zone)} (${span(usecBetween(since, until))})`;
  const time = since === undefined ? `up to ${moment(until, look.now, look.zone)}` : `from ${moment(since, look.now, look.zone)}${long}`;
  const what = look.all ? 'unit' : 'service';
  const { starts, rows, failures, loops } = totals;
  const journal = sources.find((source) => source.name === 'journal')?.status;
  const atLeast = journal === 'degraded' ? 'at least ' : '';
  const told =
    starts > 0 || failures > 0
      ? `${atLeast}${counted(starts, 'start')} of ${counted(rows, what)}, ${counted(failures, 'failure')}, ${counted(loops, 'loop')}, ${time}`
      : journal === 'missing'
        ? 'what started is not known, because the journal cannot be read'
        : `no ${what} started${journal === 'degraded' ? ', as far as the journal can be read,' : ''} ${time}`;
  return paragraph(`${look.style.bold(escapeForTerminal(name))}: ${told}`, look.width);
}

function rowLines(rows: readonly OverviewRow[], look: Look): readonly string[] {
  return rows.flatMap((row, index) => [...(index === 0 ? [] : ['']), ...rowText(row, look)]);
}

function rowText(row: OverviewRow, look: Look): readonly string[] {
  const { style, width } = look;
  const { unit, starts, loop, lastStart, description } = row;
  const count = `${starts.toLocaleString('en')}×`.padStart(NAME - 2);
  const title = `${style.bold(escapeForTerminal(unit))}${description === undefined || description === unit ? '' : ` - ${escapeForTerminal(description)}`}`;
  const field = (name: string, text: string): readonly string[] =>
    hang(`${' '.repeat(NAME)}${style.dim(name.padEnd(SAID - NAME - 1))}`, SAID, text, width);
  return [
    ...hang(loop === undefined ? count : style.red(count), NAME, title, width),
    ...(loop === undefined ? [] : field('loop', loopText(loop, look))),
    ...(starts === 0 || (starts === 1 && lastStart !== undefined) ? [] : field('by', causes(row))),
    ...(row.failures === 0 ? [] : field('failed', failures(row, look))),
    ...(starts === 0 ? [] : field('last', lastText(row, look))),
    ...(row.findings.length === 0 ? [] : field('wrong', findingsText(row, look))),
  ];
}

function lastText({ last, lastUnit, lastStart }: OverviewRow, { style, now, zone }: Look): string {
  const when = `${moment(last, now, zone)}${lastUnit === undefined ? '' : `, ${escapeForTerminal(lastUnit)}`}`;
  if (lastStart === undefined) return when;
  return `${when}: ${escapeForTerminal(summarize(lastStart.chain))} (${paintStrength(style, lastStart.strength)})`;
}

function loopText({ starts, since, until, failures: failed, paceUsec, goesOn }: OverviewLoop, { now, zone, style }: Look): string {
  const often = failed === 0 ? '' : `, failed ${times(failed)}`;
  const end = goesOn ? style.red(`and${GLUE}goes${GLUE}on`) : `until ${moment(until, now, zone)}`;
  return `${times(starts)} since ${moment(since, now, zone)}, one in ${span(paceUsec)}${often}, ${end}`;
}

/** How often by what, and what was not looked at one by one: of that nothing is claimed. */
function causes({ by, notLookedAt, starts }: OverviewRow): string {
  const often = (what: string, count: number): string => unbroken(`${what} ${count.toLocaleString('en')}×`);
  const known = by.map(({ mechanism, starts: count }) => often(mechanismLabel(mechanism), count));
  const rest = notLookedAt.starts - notLookedAt.duringStartup;
  const startup = notLookedAt.duringStartup === 0 ? [] : [often('while the host was booting', notLookedAt.duringStartup)];
  if (rest === 0) return [...known, ...startup].join(', ');
  const maybe = notLookedAt.perhaps.length === 0 ? '' : ` (${perhapsBy(notLookedAt.perhaps)})`;
  const others =
    rest === starts ? `not told by the journal alone${maybe}` : `${rest.toLocaleString('en')} more not looked at one by one${maybe}`;
  return [...known, ...startup, others].join(', ');
}

function perhapsBy(mechanisms: readonly MechanismName[]): string {
  return `perhaps ${[...new Set(mechanisms.map((mechanism) => mechanismLabel(mechanism)))].join(' or ')}`;
}

function failures({ failures: count, results, lastResult, lastFailedAt }: OverviewRow, { now, zone }: Look): string {
  const [first, ...more] = results;
  const kinds =
    more.length === 0
      ? ` with ${escapeForTerminal(first?.result ?? 'unknown')}`
      : `: ${results.map(({ result, count: of }) => `${escapeForTerminal(result)} ${of.toLocaleString('en')}×`).join(', ')}; last with ${escapeForTerminal(lastResult ?? '')}`;
  return `${times(count)}${kinds}${lastFailedAt === undefined ? '' : `, last at ${moment(lastFailedAt, now, zone)}`}`;
}

function findingsText({ findings }: OverviewRow, { style }: Look): string {
  return findings
    .map(({ kind, severity, count }) => {
      const text = `${kind}${count === 1 ? '' : ` ${String(count)}×`}`;
      return severity === 'error' ? style.red(text) : text;
    })
    .join(', ');
}

function notShown({ notShown: { rows, starts, otherTypes } }: Overview, look: Look): readonly string[] {
  const { dim } = look.style;
  const told = [
    ...(rows === 0
      ? []
      : [`${counted(rows, 'more service')} with ${counted(starts, 'start')}: -n all shows ${rows === 1 ? 'it' : 'them'}`]),
    ...(otherTypes.rows === 0
      ? []
      : [
          `${counted(otherTypes.starts, 'start')} of ${counted(otherTypes.rows, 'unit')} of other types (${otherTypes.types.join(', ')}): -a counts ${otherTypes.rows === 1 ? 'it' : 'them'} in`,
        ]),
  ].map((text) => (look.all ? text.replace('more service', 'more unit') : text));
  return told.flatMap((text) => hang('', 2, `Not shown: ${text}`, look.width, dim));
}

function hints({ rows, totals }: Overview, look: Look): readonly string[] {
  if (look.quiet) return [];
  const [first] = rows;
  if (first === undefined || totals.starts === 0) return [look.style.dim('-b -1 looks at the boot before, -S at another time.')];
  const unit = (first.lastUnit ?? first.unit).replace(/\.service$/, '');
  return [`${look.style.dim('Who keeps starting it, and how to keep it down:')} whyalive ${escapeForTerminal(unit)}`];
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count.toLocaleString('en')} times`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
