import { describe, expect, test } from 'vitest';
import { COMMAND_NAMES } from '../../src/command-line/commands.ts';
import { parseArguments, parserOf } from '../../src/command-line/parse.ts';
import { FORMAT_NAMES, FORMATS } from '../../src/render/formats.ts';

function help(...argv: string[]): string {
  const invocation = parseArguments(argv);
  if (invocation.kind !== 'help') throw new Error('expected help');
  return invocation.text;
}

/** The lines below a heading, up to the next empty line. */
function section(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(heading);
  return start === -1 ? [] : lines.slice(start + 1, lines.indexOf('', start));
}

/** The command lines among a help text's examples, with what a shell does itself taken away. */
function examples(text: string): readonly string[] {
  return section(text, 'Examples:')
    .filter((line) => /^ {2}whyalive\b/.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/ {2,}.*$/, '')
        .replace(/ > \S+$/, ''),
    );
}

test.each([['-h'], ['--help']])('%s without a command is that of the program', (flag) => {
  expect(help(flag)).toMatch(/^Who keeps starting this unit\?/);
});

describe.each(COMMAND_NAMES)('%s --help', (name) => {
  const text = help(name, '--help');
  const { options } = parserOf(name);

  test('fits into 80 columns, without a blank at the end of a line, and ends with one line break', () => {
    expect(text.split('\n').filter((line) => line.length >= 80 || /\s$/.test(line))).toEqual([]);
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toContain('\n\n\n');
  });

  test('has the examples first, then the usage, then the options', () => {
    const lines = text.split('\n');
    expect(lines.indexOf('Examples:')).toBe(2);
    const usage = lines.indexOf('Usage:');
    expect(usage).toBeGreaterThan(2);
    expect(lines.findIndex((line) => /^ {2}-/.test(line))).toBeGreaterThan(usage);
  });

  test('has every option in a group with a heading, once, and its description in one column', () => {
    for (const option of options) {
      expect(option.helpGroupHeading, option.flags).toMatch(/^[A-Z].*:$/);
      const rows = section(text, option.helpGroupHeading ?? '').filter((line) => line.startsWith(`  ${option.flags}  `));
      expect(rows, option.flags).toHaveLength(1);
    }
    expect(options.at(-1)?.long).toBe('--help');
    const groups = [...new Set(options.map((option) => option.helpGroupHeading ?? ''))].map((heading) => section(text, heading));
    // What is no option's row goes on with the description above it.
    const columns = groups.flat().map((line) => /^( {2}-.*?\S {2,}| +)(?=\S)/.exec(line)?.[1]?.length);
    expect(new Set(columns).size).toBe(1);
    const rows = groups.flat().filter((line) => /^ {2}-/.test(line));
    expect(rows).toHaveLength(options.length);
  });

  test('lists the formats where -o knows them all', () => {
    const knowsAll = options.some(({ argChoices }) => argChoices?.length === FORMAT_NAMES.length);
    const listed = section(text, 'Formats:').map((line) => line.trim().split(/ {2,}/));
    expect(listed).toEqual(knowsAll ? FORMAT_NAMES.map((format) => [format, FORMATS[format].tells]) : []);
  });

  test('has examples that the program accepts', () => {
    expect(examples(text).length).toBeGreaterThan(2);
    for (const example of examples(text)) {
      const [program, ...argv] = [...example.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
      expect(program).toBe('whyalive');
      const invocation = parseArguments(argv);
      expect(invocation.kind, example).toBe('run');
      if (name !== 'explain' && invocation.kind === 'run') expect(invocation.request.command).toBe(name);
    }
  });
});

test('the program names every command in its usage', () => {
  const usage = section(help('--help'), 'Usage:').join('\n');
  for (const name of COMMAND_NAMES.filter((each) => each !== 'explain')) expect(usage).toContain(`whyalive ${name} `);
});

test('every report format has an example somewhere', () => {
  const all = COMMAND_NAMES.flatMap((name) => examples(help(name, '--help'))).join('\n');
  for (const format of ['markdown', 'html', 'json', 'timesketch', 'cat']) expect(all).toContain(`-o ${format}`);
  expect(all).toContain('--title');
  expect(all).toContain('--otlp-endpoint');
});
