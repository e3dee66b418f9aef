import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMANDS, parseArguments } from '../../src/commands/options.ts';
import { EXIT_STATUS } from '../../src/exit-status.ts';
import { readSourceFiles } from '../architecture/source-file.ts';
import { itemsOf, optionsOf, readSections } from './mdoc.ts';

const names = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
const sections = readSections('whyalive.1', '.Sh');
const subsections = readSections('whyalive.1', '.Ss');

/** The options that the page gives a command: those of every heading `Options of …` that names it. */
function documented(command: string): readonly string[] {
  const headings = [...subsections].filter(([heading]) => heading.startsWith('Options of ') && heading.split(/[ ,]+/).includes(command));
  return headings.flatMap(([, lines]) => optionsOf(lines));
}

describe.each(names)('%s', (name) => {
  const options = COMMANDS[name]().options.flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined));

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
  expect(told.sort()).toEqual([...names].sort());
});

test('no other subsection declares options, but for the one without a command', () => {
  const others = [...subsections].filter(([heading, lines]) => !heading.startsWith('Options of ') && optionsOf(lines).length > 0);
  expect(others.map(([heading, lines]) => [heading, optionsOf(lines)])).toEqual([['Without a command', ['--version']]]);
});

test('the exit statuses are those of the program', () => {
  expect(itemsOf(sections.get('EXIT STATUS') ?? [])).toEqual(Object.values(EXIT_STATUS).map(String));
});

test('the environment is what the program reads, and nothing else', () => {
  const told = itemsOf(sections.get('ENVIRONMENT') ?? []).flatMap((item) => [...item.matchAll(/[A-Z][A-Z_]+/g)].map(([name]) => name));
  const source = readSourceFiles()
    .map(({ path }) => readFileSync(`src/${path}`, 'utf8'))
    .join('\n');
  const read = [...source.matchAll(/\benv(?:ironment)?(?:\.|\[')([A-Z][A-Z_]+)/g)].map((match) => match[1] ?? '');
  expect([...new Set(told)].sort()).toEqual([...new Set(read)].sort());
});

test('every example in the page is a command line that the program accepts', () => {
  const examples = (sections.get('EXAMPLES') ?? [])
    .filter((line) => line.startsWith('.Dl whyalive'))
    .map((line) => line.split(' ').slice(2));
  expect(examples.length).toBeGreaterThan(3);
  for (const example of examples) expect(parseArguments(example).kind).toBe('run');
});
