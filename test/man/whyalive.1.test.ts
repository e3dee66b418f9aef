import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMAND_NAMES, optionsOfCommand, SHELLS } from '../../src/command-line/commands.ts';
import { flagsOf } from '../../src/command-line/options.ts';
import { parseArguments } from '../../src/command-line/parse.ts';
import { EXIT_STATUS } from '../../src/exit-status.ts';
import { doesStream, FORMAT_NAMES, FORMATS } from '../../src/render/formats.ts';
import { REPORT_SECTIONS } from '../../src/render/text/explain.ts';
import { PAST_ENTRIES } from '../../src/session/past/recorded.ts';
import { MAX_PARTS } from '../../src/session/replay/black-box.ts';
import { environmentReads } from './environment-reads.ts';
import { itemsOf, literalsOf, optionsOf, readSections } from './mdoc.ts';

const sections = readSections('whyalive.1', '.Sh');
const subsections = readSections('whyalive.1', '.Ss');

/** The options that the page gives a command: those of every heading `Options of …` that names it. */
function documented(command: string): readonly string[] {
  const headings = [...subsections].filter(([heading]) => heading.startsWith('Options of ') && heading.split(/[ ,]+/).includes(command));
  return headings.flatMap(([, lines]) => optionsOf(lines));
}

describe.each(COMMAND_NAMES)('%s', (name) => {
  const options = optionsOfCommand(name).flatMap((option) => flagsOf(option.name));

  test('has every option of the program in whyalive(1), and no other', () => {
    expect([...documented(name)].sort()).toEqual([...options].sort());
  });

  test('stands in the synopsis and among the commands', () => {
    expect(sections.get('SYNOPSIS')?.some((line) => line.includes(`Cm ${name}`))).toBe(true);
    expect(itemsOf(subsections.get('Commands') ?? []).some((item) => item.startsWith(`Cm ${name} `))).toBe(true);
  });
});

test('no command stands in whyalive(1) that does not exist', () => {
  const told = itemsOf(subsections.get('Commands') ?? []).map((item) => item.split(' ')[1]);
  expect(told.sort()).toEqual([...COMMAND_NAMES].sort());
});

test('no other subsection declares options, but for the one without a command', () => {
  const others = [...subsections].filter(([heading, lines]) => !heading.startsWith('Options of ') && optionsOf(lines).length > 0);
  expect(others.map(([heading, lines]) => [heading, optionsOf(lines)])).toEqual([['Without a command', ['--version']]]);
});

test('the sections of the report are those of the program, in its order', () => {
  expect(itemsOf(subsections.get('The report') ?? [])).toEqual(Object.keys(REPORT_SECTIONS));
});

test.each([
  ['entries of the journal', `the newest ${PAST_ENTRIES} entries`],
  ['parts of a recording', `Of its parts at most ${MAX_PARTS === 6 ? 'six' : MAX_PARTS} are read`],
])('the page names how many %s are read at most', (_what, told) => {
  expect(readFileSync('man/whyalive.1', 'utf8').replaceAll('\n', ' ')).toContain(told);
});

test('the exit statuses are those of the program', () => {
  expect(itemsOf(sections.get('EXIT STATUS') ?? [])).toEqual(Object.values(EXIT_STATUS).map(String));
});

/** Node reads it, for local times. */
const READ_BY_NODE = ['TZ'];

test('the environment is what the program reads, and nothing else', () => {
  const told = itemsOf(sections.get('ENVIRONMENT') ?? []).flatMap((item) => [...item.matchAll(/[A-Z][A-Z_]+/g)].map(([name]) => name));
  expect(told.toSorted()).toEqual([...environmentReads(), ...READ_BY_NODE].toSorted());
});

test('the formats are those of the program, in its order and its words', () => {
  const lines = sections.get('FORMATS') ?? [];
  expect(itemsOf(lines)).toEqual(FORMAT_NAMES.map((name) => `Cm ${name}`));
  for (const name of FORMAT_NAMES) {
    const { tells } = FORMATS[name];
    expect(lines[lines.indexOf(`.It Cm ${name}`) + 1]?.toLowerCase(), name).toBe(`${tells.toLowerCase()}.`);
  }
});

test('the formats that tell a start as it happens are those of the program', () => {
  const first = (sections.get('FORMATS') ?? []).join('\n').split('tell each start')[0] ?? '';
  expect([...literalsOf(first.split('\n'))].toSorted()).toEqual(FORMAT_NAMES.filter(doesStream).toSorted());
});

test('the shells are those of the program', () => {
  const [, ...rest] = (subsections.get('Commands') ?? []).join('\n').split('.It Cm completion');
  expect([...literalsOf(rest.join('').split('\n'))].toSorted()).toEqual(SHELLS.toSorted());
});

test('every example in the page is a command line that the program accepts', () => {
  const examples = (sections.get('EXAMPLES') ?? [])
    .filter((line) => line.startsWith('.Dl whyalive'))
    .map((line) => line.split(' ').slice(2));
  expect(examples.length).toBeGreaterThan(3);
  for (const example of examples) expect(parseArguments(example).kind).toBe('run');
});
