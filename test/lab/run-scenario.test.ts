import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findCgroup2 } from './control-group.ts';
import { describeLab } from './describe-lab.ts';
import { runScenario } from './run-scenario.ts';
import { defineScenario } from './scenario.ts';

const story = defineScenario({
  name: 'two-starts',
  title: 'A person starts a service twice',
  theme: 'harness',
  units: { 'a.service': '[Service]\nExecStart=/bin/sleep infinity\n' },
  setup: 'systemctl start a; systemctl stop a',
  watch: ['a.service'],
  run: 'systemctl start a; systemctl restart a',
  settleMs: 300,
  expect: () =>
    Array.from({ length: 2 }, () => ({
      unit: 'a.service',
      chain: [{ mechanism: 'client-request', from: 'client' }],
      live: ['unexplained'],
    })),
});

/** In place of whyalive: it knows of the starts from the journal, `claim` is what it says about each, and `reported` what only its report says. */
function standIn(claim: string, reported = ''): string {
  return `#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
function starts() {
  const lines = execFileSync('journalctl', ['-b', '-o', 'json', 'UNIT=a.service', 'JOB_TYPE=start', '+', 'UNIT=a.service', 'JOB_TYPE=restart']).toString().split('\\n').filter(Boolean);
  const entries = lines.map((line) => JSON.parse(line)).filter((entry) => entry.JOB_RESULT === 'done' && entry.MESSAGE.startsWith('Started'));
  return entries.map((entry) => ({ unit: 'a.service', at: new Date(entry.__REALTIME_TIMESTAMP / 1000).toISOString(), invocationId: entry.INVOCATION_ID, ...${claim} }));
}
if (process.argv[2] === 'watch') {
  console.error('watching a.service');
  setInterval(() => undefined, 1000);
  process.on('SIGINT', () => {
    for (const start of starts()) console.log(JSON.stringify(start));
    console.log('{"kind":"summary"}');
    process.exit(0);
  });
} else if (process.argv[2] === 'record') {
  console.error('recording a.service');
  setInterval(() => undefined, 1000);
  process.on('SIGINT', () => {
    console.log(JSON.stringify({ starts: starts() }));
    process.exit(0);
  });
} else console.log(JSON.stringify({ starts: starts()${reported} }));
`;
}

const UNEXPLAINED = `{ mechanism: 'unexplained', strength: 'unexplained', chain: [] }`;
const LIE = `{ mechanism: 'timer', strength: 'stated', chain: [{ mechanism: 'timer', strength: 'stated', from: { kind: 'unit', unit: 'x.timer' }, to: 'a.service' }] }`;

describeLab('running a scenario', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'whyalive-stand-in-'));
    mkdirSync(join(folder, 'dist'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const play = (program: string, changes: Partial<typeof story> = {}): ReturnType<typeof runScenario> => {
    writeFileSync(join(folder, 'dist/whyalive.mjs'), program, { mode: 0o755 });
    return runScenario({ ...story, ...changes }, { root: '/', package: folder });
  };

  it('counts the starts of the watch only, and passes an honest unknown where that is allowed', async () => {
    const result = await play(standIn(UNEXPLAINED));
    expect(result.problems).toEqual([]);
    expect([...result.live, ...result.back].map(({ verdict }) => verdict)).toEqual(['honest', 'honest', 'honest', 'honest']);
    expect(result.passed).toBe(true);
  });

  it('fails a program that states what is not so', async () => {
    const result = await play(standIn(LIE));
    expect(result.live.map(({ verdict }) => verdict)).toEqual(['wrong-stated', 'wrong-stated']);
    expect(result.passed).toBe(false);
  });

  it('fails a report that is not byte for byte what was told before', async () => {
    const result = await play(standIn(UNEXPLAINED, `, ...(process.argv[2] === 'report' ? { more: 1 } : {})`));
    expect(result.problems).toEqual([
      expect.stringMatching(/^the report of looking back is not what it told itself: differs at byte \d+/),
      expect.stringMatching(/^the report of record is not what it told itself: differs at byte \d+/),
    ]);
    expect(result.passed).toBe(false);
  });

  it('fails when a start is expected that did not happen', async () => {
    const result = await play(standIn(UNEXPLAINED), { run: 'systemctl start a' });
    expect(result.live.map(({ verdict }) => verdict)).toEqual(['honest', 'missing']);
    expect(result.passed).toBe(false);
  });

  it('fails with what the program said when it crashes, and when the script fails', async () => {
    const crash = await play('#!/usr/bin/env node\nconsole.error("no bus here"); process.exit(1);\n');
    expect(crash.problems.join()).toMatch(/whyalive watch a.service.*before it ended[^]*no bus here/);
    const script = await play(standIn(UNEXPLAINED), { run: 'echo because >&2; false' });
    expect(script.problems.join()).toMatch(/failed with status 1[^]*because/);
  });

  it('ends a story that hangs, and its lab', async () => {
    const result = await play(standIn(UNEXPLAINED), { run: 'sleep 60', timeoutSeconds: 1 });
    expect(result.problems).toEqual(['not over after 1 s']);
    expect(result.passed).toBe(false);
    expect(readdirSync(findCgroup2() ?? '').filter((name) => name.startsWith(`whyalive-lab-${process.pid}-`))).toEqual([]);
  });
});
