import type { Finding, KeepDown, Timeline } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { findingText, mendsOf } from '../words/finding.ts';
import { breakWords, commandBlocks, KEEP_DOWN_UNKNOWN } from '../words/keep-down.ts';
import { missedWords } from '../words/hints.ts';
import { placeWords } from '../words/phrases.ts';
import { hang } from './layout.ts';
import { moment } from '../time/zoned-time.ts';
import type { Look } from './options.ts';

/** The sections that have lines, with an empty line between two. */
export function report(sections: readonly (readonly string[])[]): string {
  const told = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${told.join('\n\n')}\n`;
}

/** A section with its title; nothing where it has no lines. */
export function titled(title: string, lines: readonly string[], { style }: Look): readonly string[] {
  return lines.length === 0 ? [] : [style.bold(title), ...lines];
}

const SAID = 11;

/** What is wrong, worst first: the sentence, where it is written, and what mends it. */
export function findingLines(findings: readonly Finding[], look: Look): readonly string[] {
  const { style, width, several, now, zone } = look;
  const heads = { error: style.red('error'), warning: style.magenta('warning'), info: style.dim('note') };
  return findings.flatMap((finding) => {
    const { severity, unit, declaredIn } = finding;
    const said = findingText(finding, (at) => moment(at, now, zone));
    const places = declaredIn.map(placeWords);
    return [
      ...hang(`  ${heads[severity]}`, SAID, escapeForTerminal(several && !said.includes(unit) ? `${unit}: ${said}` : said), width),
      ...(places.length === 0 ? [] : hang('', SAID, escapeForTerminal(places.join(', ')), width, style.dim)),
      ...mendsOf(finding).flatMap((mend) => hang(`${' '.repeat(SAID)}→`, SAID + 2, escapeForTerminal(mend), width)),
    ];
  });
}

/** The commands that keep the units down, and what they harm; or why there are none. */
export function keepDownLines({ keepDown }: Timeline, look: Look): readonly string[] {
  if (keepDown.isUnknown === true) return hang('', 2, KEEP_DOWN_UNKNOWN, look.width, look.style.dim);
  return commandLines(keepDown, look);
}

/** Commands below what they do; they can be copied as they stand. */
export function commandLines(keepDown: KeepDown, { style, width }: Look): readonly string[] {
  return commandBlocks(keepDown).flatMap(({ title, again, commands, harmed }) => [
    ...hang('', 2, `${title}${again}`, width, style.dim),
    ...commands.flatMap((command) => unbrokenOrContinued(command, width)),
    ...harmed.flatMap((one) => hang('', 4, escapeForTerminal(`${one.unit} ${breakWords(one)}`), width, style.magenta)),
  ]);
}

/** A command is never wrapped; one that is too long goes on behind a backslash, where a shell reads it as one. */
function unbrokenOrContinued(command: string, width: number): readonly string[] {
  const whole = `    ${escapeForTerminal(command)}`;
  if (whole.length <= width) return [whole];
  const [first = '', ...more] = command.split(/(?<= &&) | (?=>)/);
  return [first, ...more.map((part) => `  ${part}`)].map(
    (part, index, all) => `    ${escapeForTerminal(part)}${index < all.length - 1 ? ' \\' : ''}`,
  );
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

/** What would have told, as lines. */
export function hintLines(timeline: Timeline, look: Look): readonly string[] {
  return missedWords(timeline).flatMap((hint) => hang('  -', 4, escapeForTerminal(hint), look.width));
}
