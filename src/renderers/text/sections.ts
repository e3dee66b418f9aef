import { MECHANISM_NAMES } from '../../attribution/mechanisms/index.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { isNameless } from '../cause.ts';
import { escapeForTerminal } from '../escape.ts';
import { keepDown, keepDownAfterEdit, type AfterEdit, type KeepDown } from '../keep-down.ts';
import { WORDING } from '../wording.ts';
import { GLUE, hang } from './layout.ts';
import { moment } from './moment.ts';
import type { Look } from './options.ts';

/** A section with its title; nothing where it has no lines. */
export function titled(title: string, lines: readonly string[], { style }: Look): readonly string[] {
  return lines.length === 0 ? [] : [style.bold(title), ...lines];
}

/** The commands that keep the units down. */
export function keepDownLines(timeline: Timeline, look: Look): readonly string[] {
  return commandBlocks(keepDown(timeline), keepDownAfterEdit(timeline), look);
}

/** Commands below what they do; they are never wrapped, so that they can be copied. */
export function commandBlocks({ untilReboot, lasting }: KeepDown, edit: AfterEdit | undefined, { style, width }: Look): readonly string[] {
  const block = (title: string, commands: readonly string[]): readonly string[] =>
    commands.length === 0
      ? []
      : [...hang('', 2, title, width, style.dim), ...commands.map((command) => `    ${escapeForTerminal(command)}`)];
  return [
    ...block('until the next boot, unless someone starts it', untilReboot),
    ...block('for good', lasting),
    ...(edit === undefined
      ? []
      : block(escapeForTerminal(`for good, once the dependency is taken out of ${edit.lines.join(', ')}`), [edit.command])),
  ];
}

/** The sources that could not be read in full, with what would help. */
export function sourceLines({ sources }: Pick<Timeline, 'sources'>, look: Look): readonly string[] {
  return sources
    .filter(({ status }) => status !== 'ok')
    .flatMap(({ name, status, detail, remedy }) => [
      ...hang(`  ${name} ${look.style.red(status)}:`, 4, escapeForTerminal(detail ?? 'no reason was given'), look.width),
      ...(remedy === undefined ? [] : hang('    →', 6, escapeForTerminal(remedy), look.width)),
    ]);
}

/** The times in which a source was not heard. */
export function gapLines({ gaps }: Timeline, look: Look): readonly string[] {
  return gaps.flatMap(({ from, to, source, text }) =>
    hang(
      '',
      2,
      escapeForTerminal(`${moment(from, look.now, look.zone)} to ${moment(to, from, look.zone)}, ${source}: ${text}`),
      look.width,
    ),
  );
}

/**
 * What would have told: for the starts that nothing explains, or nothing but configuration, and for clients that nothing names; the missing sources have a section of their own;
 * attribution names mechanisms, or says it in a sentence.
 */
export function wouldHaveTold({ starts, sources, units }: Timeline, look: Look): readonly string[] {
  const told = starts.flatMap(({ strength, chain, wouldHaveTold: own }) => {
    const isUnnamed = chain.some(({ from }) => isNameless(from));
    if (strength !== 'unexplained' && strength !== 'possible' && !isUnnamed) return [];
    return own === undefined || own.length === 0 ? [isUnnamed ? 'client-request' : 'unexplained'] : own;
  });
  const hints = told.filter((hint) => !sources.some(({ name, status }) => status !== 'ok' && hint.startsWith(`the source ${name}`)));
  return [...new Set(hints)].flatMap((hint) =>
    hang('  -', 4, escapeForTerminal(toldBy(hint).replace(/\bUNIT\b/, units.map(({ askedFor }) => askedFor).join(' '))), look.width),
  );
}

function toldBy(hint: string): string {
  const mechanism = MECHANISM_NAMES.find((name) => name === hint);
  return mechanism === undefined ? hint.replace(/: (?:auditctl|systemctl|whyalive) .*$/, unbroken) : WORDING[mechanism].told;
}

/** A command that is not broken into lines, so that it can be copied. */
function unbroken(command: string): string {
  return `: ${command.slice(2).replaceAll(' ', GLUE)}`;
}
