import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/command-line/parse.ts';
import type { Request } from '../../src/command-line/commands.ts';
import { UsageError } from '../../src/errors.ts';

function request(...argv: string[]): Request {
  const invocation = parseArguments(argv);
  if (invocation.kind !== 'run') throw new Error('expected a request, got help');
  return invocation.request;
}

function refusal(...argv: string[]): string {
  try {
    parseArguments(argv);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`not refused: ${argv.join(' ')}`);
}

const PLAIN = { output: 'text', lines: 10, all: false, utc: false, pager: true, quiet: false };

describe('which command', () => {
  test('a unit alone is explained', () => {
    expect(request('nginx')).toEqual({
      command: 'explain',
      units: ['nginx'],
      ...PLAIN,
      follow: false,
      files: [],
      scope: 'system',
      strict: false,
      recordings: true,
    });
  });
  test('no argument replays the demo', () => {
    expect(request()).toEqual({ command: 'demo', ...PLAIN });
    expect(request('-o', 'json', '-a')).toEqual({ command: 'demo', ...PLAIN, output: 'json', all: true });
  });
  test('options may stand before the command', () => {
    expect(request('-o', 'json', 'watch', 'x')).toMatchObject({ command: 'watch', output: 'json', units: ['x'] });
    expect(request('-n3', '--utc', 'report', 'f')).toMatchObject({ command: 'report', lines: 3, utc: true, files: ['f'] });
  });
  test('a value is never taken for the command', () => {
    expect(request('-w', 'watch', 'x')).toMatchObject({ command: 'explain', writeTo: 'watch', units: ['x'] });
    expect(request('--since', 'report', 'x')).toMatchObject({ command: 'explain', since: 'report', units: ['x'] });
  });
  test('behind -- everything is a unit', () => {
    expect(request('--', 'watch', '-.mount')).toMatchObject({ command: 'explain', units: ['watch', '-.mount'] });
  });
  test('only the first operand can be a command', () => {
    expect(request('nginx', 'watch')).toMatchObject({ command: 'explain', units: ['nginx', 'watch'] });
  });
});

describe('options of explain', () => {
  test('all of them', () => {
    expect(
      request(
        '-n',
        'all',
        '-S',
        '-1h',
        '-U',
        'now',
        '-b',
        '-1',
        '-o',
        'json',
        '-a',
        '-D',
        '/j',
        '--user',
        '--no-pager',
        '-q',
        '--utc',
        '-w',
        'f',
        '--strict',
        'a',
        'b',
      ),
    ).toEqual({
      command: 'explain',
      units: ['a', 'b'],
      output: 'json',
      lines: Number.POSITIVE_INFINITY,
      all: true,
      utc: true,
      pager: false,
      quiet: true,
      since: '-1h',
      until: 'now',
      boot: '-1',
      follow: false,
      directory: '/j',
      files: [],
      scope: 'user',
      writeTo: 'f',
      strict: true,
      recordings: true,
    });
  });
  test.each([
    [['-b', 'nginx'], { boot: '0', units: ['nginx'] }],
    [['nginx', '-b'], { boot: '0', units: ['nginx'] }],
    [['-b', '-2', 'nginx'], { boot: '-2', units: ['nginx'] }],
    [['-b-1', 'nginx'], { boot: '-1', units: ['nginx'] }],
    [['--boot=all', 'nginx'], { boot: 'all', units: ['nginx'] }],
    [['-fb', '-1', 'nginx'], { boot: '-1', follow: true, units: ['nginx'] }],
    [['-b', '0123456789abcdef0123456789abcdef', 'nginx'], { boot: '0123456789abcdef0123456789abcdef', units: ['nginx'] }],
    [['-w', '-b', 'nginx'], { writeTo: '-b', units: ['nginx'] }],
  ])('-b takes the next word only if it looks like a boot: %j', (argv, expected) => {
    const found = request(...argv);
    expect(found).toMatchObject(expected);
    expect('boot' in found).toBe('boot' in expected);
  });
  test('--file may be given again', () => {
    expect(request('--file', 'a', '--file', 'b', 'x')).toMatchObject({ files: ['a', 'b'] });
  });
  test('-f', () => {
    expect(request('-f', 'x')).toMatchObject({ follow: true });
  });
});

describe('--for', () => {
  test.each([
    ['30s', 30_000_000n],
    ['5min', 300_000_000n],
    ['1h 30min', 5_400_000_000n],
    ['1h30min', 5_400_000_000n],
    ['1.5s', 1_500_000n],
    ['90', 90_000_000n],
    ['2d', 172_800_000_000n],
    ['200ms', 200_000n],
  ])('%s', (text, usec) => {
    expect(request('watch', '--for', text, 'x')).toMatchObject({ forUsec: usec });
  });
  test.each(['0', 'soon', '', '5 parsecs', '-3s'])('refuses %j', (text) => {
    expect(refusal('watch', '--for', text, 'x')).toContain(`'${text}'`);
  });
});

describe('usage errors are one sentence with what to do', () => {
  test.each([
    [['--frob', 'x'], /unknown option '--frob'; whyalive --help lists the options$/],
    [['watch', '--frob', 'x'], /whyalive watch --help lists the options$/],
    [['--outptu', 'json', 'x'], /did you mean --output\?/i],
    [['-n', '0', 'x'], /^-n needs a count of starts, not '0'; give a number from 1 on, or all$/],
    [['-n'], /^-n, --lines <count> needs a value/],
    [['-o', 'xml', 'x'], /^-o knows text, cat, .*, otlp, not 'xml'; give one of these$/],
    [['-bnope', 'x'], /^-b does not understand 'nope'/],
    [['-S', 'today'], /^no unit was named/],
    [['watch'], /^watch needs a unit/],
    [['catch', 'x', 'y'], /^catch waits for one unit/],
    [['report'], /^report needs a recording/],
    [['--user', '--system', 'x'], /name two managers/],
    [['-D', '/a', '--root', '/b', 'x'], /give only one of them$/],
    [['-f', '--file', 'j', 'x'], /^-f goes on watching this machine/],
    [['-f', '-w', 'night.jsonl', 'x'], /^-f goes on watching, and -w and --strict are about the past alone; .* leave -f out$/],
    [['-f', '--strict', 'x'], /^-f goes on watching, and -w and --strict/],
    [['report', '--strict', 'f'], /unknown option '--strict'/],
    [['--otlp-endpoint', 'http://me:secret@host:99999/', 'x'], /needs a URL, not 'http:\/\/…@host:99999\/'; give one such as/],
    [['--otlp-endpoint', 'me:se@cret@host', 'x'], /needs a URL, not '…@host'; give one such as/],
    [['--otlp-endpoint', 'ftp://host/', 'x'], /needs a URL, not 'ftp:\/\/host\/'; give one such as/],
  ])('%j', (argv, message) => {
    const said = refusal(...argv);
    expect(said).toMatch(message);
    expect(said).not.toContain('\n');
  });
});
