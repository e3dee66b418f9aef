import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/render/formats.ts';

// The built program, as it is installed; `npm test` builds it first.
const PROGRAM = process.env['WHYALIVE_PROGRAM'] ?? fileURLToPath(new URL('../../dist/whyalive.mjs', import.meta.url));

function whyalive(...argv: string[]): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...argv], { encoding: 'utf8' });
  return { stdout, stderr, status };
}

describe('arguments, output and exit status', () => {
  test('--version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(whyalive('--version')).toEqual({ stdout: `whyalive ${version}\n`, stderr: '', status: 0 });
  });
  test('--help', () => {
    const { stdout, stderr, status } = whyalive('--help');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/^Who keeps starting this unit\?/);
  });
  test.each([
    [['--frob'], "whyalive: unknown option '--frob'; whyalive --help lists the options\n"],
    [['watch'], 'whyalive: watch needs a unit to watch; name one, as in: whyalive watch widget-daemon\n'],
    [['-o', '\u001b[31m', 'x'], `whyalive: -o knows ${FORMAT_NAMES.join(', ')}, not '\\x1b[31m'; give one of these\n`],
  ])('a usage error is one sentence on standard error and status 2: %j', (argv, stderr) => {
    expect(whyalive(...argv)).toEqual({ stdout: '', stderr, status: 2 });
  });
});

const RECORDING = 'fixtures/scenarios/widget-daemon/live.jsonl.gz';

test.each([['text'], ['json'], ['html']])('output to a full disk is one sentence and status 1: %s', (format) => {
  const { stderr, status } = spawnSync(
    'sh',
    ['-c', '"$0" "$@" > /dev/full', process.execPath, PROGRAM, 'report', '-o', format, RECORDING],
    {
      encoding: 'utf8',
    },
  );
  expect({ stderr, status }).toEqual({
    stderr: 'whyalive: the output could not be written (ENOSPC: no space left on device, write); give it a place with more room\n',
    status: 1,
  });
});

test.each([['32'], ['64']])('with %s open files at most it works, or one sentence says why not', (most) => {
  const { stdout, stderr, status } = spawnSync(
    'sh',
    ['-c', `ulimit -n ${most}; exec "$0" "$@"`, process.execPath, PROGRAM, 'report', '-o', 'cat', RECORDING],
    { encoding: 'utf8' },
  );
  if (status === 0) expect({ stdout, stderr }).toEqual({ stdout: whyalive('report', '-o', 'cat', RECORDING).stdout, stderr: '' });
  else
    expect({ stdout, stderr, status }).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^whyalive: this process may open no more files; .*\n$/),
      status: 1,
    });
});

test('output to a closed pipe ends quietly', async () => {
  const child = spawn(process.execPath, [PROGRAM, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [status] = (await once(child, 'close')) as [number | null];
  expect({ status, said }).toEqual({ status: 0, said: '' });
});
