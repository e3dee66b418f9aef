import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import schema from '../../src/render/json/timeline.schema.json' with { type: 'json' };
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import { copyPackage } from './package-copy.ts';

const UNITS = {
  'crash.service':
    "[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c 'sleep 0.2; exit 3'\nRestart=on-failure\nRestartSec=200ms\n",
  'job.service': '[Service]\nType=oneshot\nExecStart=/bin/sleep 0.2\n',
  'job.timer': '[Timer]\nOnActiveSec=1s\nOnUnitActiveSec=1s\nAccuracySec=10ms\n',
  'answer.socket': '[Socket]\nListenStream=/run/answer.sock\n',
  'answer.service': '[Service]\nExecStart=/bin/sleep infinity\n',
  'byhand.service': '[Service]\nExecStart=/bin/sleep infinity\n',
  'each@.service': '[Service]\nExecStart=-/bin/sleep 0.2\nStandardInput=socket\n',
  'each.socket': '[Socket]\nListenStream=/run/each.sock\nAccept=yes\n',
};

interface Row {
  readonly unit: string;
  readonly lastUnit?: string;
  readonly starts: number;
  readonly by: readonly { readonly mechanism: string; readonly starts: number }[];
  readonly notLookedAt: { readonly starts: number; readonly duringStartup: number; readonly perhaps: readonly string[] };
  readonly loop?: { readonly starts: number; readonly failures: number; readonly goesOn: boolean; readonly paceUsec: string };
  readonly failures: number;
  readonly results: readonly { readonly result: string; readonly count: number }[];
  readonly lastStart?: LastStart;
}

interface LastStart {
  readonly unit: string;
  readonly mechanism: string;
  readonly strength: string;
  readonly chain: readonly { readonly mechanism: string; readonly from: { readonly kind: string; readonly unit?: string } }[];
}

interface Document {
  readonly totals: { readonly rows: number; readonly starts: number; readonly loops: number };
  readonly rows: readonly Row[];
  readonly notShown: { readonly rows: number; readonly otherTypes: { readonly rows: number; readonly types: readonly string[] } };
}

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
ajv.addSchema(schema);

describeLab('whyalive overview', () => {
  let lab: Lab;
  beforeAll(async () => {
    const files = Object.fromEntries(Object.entries(UNITS).map(([name, text]) => [`/etc/systemd/system/${name}`, text]));
    lab = await bootLab({
      root: '/',
      name: 'overview',
      package: copyPackage(),
      files: { ...files, '/etc/systemd/user/mine.service': UNITS['byhand.service'] },
    });
    await lab.addAlice();
    await lab.sh('systemctl --user start mine; systemctl --user restart mine', 'alice');
    const connect = (path: string): string => `perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Peer => "${path}") or die'`;
    await lab.sh('systemctl start byhand; systemctl restart byhand; systemctl start answer.socket each.socket');
    for (const path of ['/run/answer.sock', '/run/each.sock', '/run/each.sock']) await lab.sh(connect(path));
    await lab.sh('systemctl start crash job.timer; sleep 4; systemctl stop job.timer; sleep 1; journalctl --sync');
  });
  afterAll(async () => lab.close());

  async function overview(...words: string[]): Promise<Document> {
    const { stdout, status } = await lab.exec(['whyalive', 'overview', '-o', 'json', ...words]);
    const document = JSON.parse(stdout) as Document;
    expect(ajv.validate(`${schema.$id}#/$defs/overview`, document), JSON.stringify(ajv.errors)).toBe(true);
    expect(status).toBe(0);
    return document;
  }

  it('tells the loop first, then what started most, with how often by what and the last cause', async () => {
    const { rows, totals } = await overview('-n', '30');
    const row = (unit: string): Row | undefined => rows.find((one) => one.unit === unit);
    const [first, second] = rows;
    expect(first).toMatchObject({
      unit: 'crash.service',
      loop: { goesOn: true },
      lastStart: { mechanism: 'restart-policy', strength: 'stated' },
    });
    const { starts = 0, failures = 0 } = first ?? {};
    expect(starts).toBeGreaterThan(5);
    expect(first?.by).toEqual([{ mechanism: 'restart-policy', starts: starts - 1 }]);
    expect(first?.results).toEqual([{ result: 'exit-code', count: failures }]);
    expect(Math.abs(starts - failures)).toBeLessThan(2);
    expect(Number(first?.loop?.paceUsec)).toBeGreaterThan(350_000);
    expect(Number(first?.loop?.paceUsec)).toBeLessThan(2_000_000);
    expect(totals.loops).toBe(1);
    expect(second?.unit).toBe('job.service');
    expect(row('job.service')?.loop).toBeUndefined();
    expect(row('job.service')?.starts).toBeGreaterThan(2);
    expect(row('job.service')?.notLookedAt.perhaps).toContain('timer');
    expect(row('answer.service')).toMatchObject({ starts: 1, failures: 0 });
    expect(row('byhand.service')).toMatchObject({ starts: 2 });
    expect(row('each@.service')).toMatchObject({ starts: 2, lastUnit: expect.stringMatching(/^each@1-/) as string });
    for (const { lastStart, by, starts: all, notLookedAt } of rows) {
      expect(lastStart).toBeDefined();
      expect(by.reduce((sum, cause) => sum + cause.starts, 0) + notLookedAt.starts).toBe(all);
    }
  });

  it('agrees with whyalive UNIT on how often each started, and on what started it last', async () => {
    for (const unit of ['job.service', 'byhand.service', 'answer.service']) {
      const { stdout } = await lab.exec(['whyalive', '-o', 'json', unit]);
      const told = JSON.parse(stdout) as {
        readonly counts: readonly { readonly starts: number }[];
        readonly starts: readonly { readonly mechanism: string; readonly strength: string }[];
      };
      const { rows } = await overview('-n', 'all');
      const row = rows.find((one) => one.unit === unit);
      expect(row?.starts).toBe(told.counts[0]?.starts);
      const last = told.starts.at(-1);
      expect(row?.lastStart).toMatchObject({ mechanism: last?.mechanism, strength: last?.strength });
    }
  });

  it('says of the last start of every unit of the host, of those of the boot as well, what whyalive UNIT says', async () => {
    const { rows } = await overview('-n', 'all', '-a');
    // What goes on starting has another last start a moment later.
    const still = rows.filter(({ unit, lastStart }) => lastStart !== undefined && unit !== 'crash.service');
    const names = still.map(({ unit, lastUnit }) => lastUnit ?? unit);
    const { stdout } = await lab.exec(['whyalive', '-o', 'json', '-n', '1', ...names]);
    const { starts } = JSON.parse(stdout) as { readonly starts: readonly LastStart[] };
    const told = (start: LastStart | undefined): string =>
      start === undefined
        ? 'nothing'
        : `${start.unit}: ${start.chain.map(({ mechanism, from }) => `${mechanism}(${from.unit ?? from.kind})`).join(' > ')}, ${start.strength}`;
    expect(still.length).toBeGreaterThan(20);
    expect(still.map(({ lastStart }) => told(lastStart))).toEqual(names.map((name) => told(starts.find(({ unit }) => unit === name))));
  });

  it('shows as many as were asked for, and other types only with -a', async () => {
    const few = await overview('-n', '2');
    expect(few.rows).toHaveLength(2);
    expect(few.notShown.rows).toBe(few.totals.rows - 2);
    expect(few.notShown.otherTypes.types).toContain('target');
    const every = await overview('-n', 'all', '-a');
    expect(every.rows.map(({ unit }) => unit)).toContain('multi-user.target');
    expect(every.notShown.otherTypes).toMatchObject({ rows: 0, types: [] });
  });

  it("tells of a user's own manager", async () => {
    const { stdout } = await lab.exec(['whyalive', 'overview', '--user', '-o', 'json', '-n', 'all'], { user: 'alice' });
    const { rows } = JSON.parse(stdout) as Document;
    expect(rows.find(({ unit }) => unit === 'mine.service')).toMatchObject({ starts: 2 });
    expect(rows.map(({ unit }) => unit)).not.toContain('crash.service');
  });

  it('answers in text at 80 and at 140 columns, and where nothing started', async () => {
    for (const columns of [80, 140]) {
      const { stdout, stderr } = await lab.exec(['env', `COLUMNS=${String(columns)}`, 'whyalive', 'overview']);
      expect(stderr).toBe('');
      expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
      expect(stdout).toMatch(/A loop\n +\d+× {2}crash\.service/);
      expect(stdout).toContain('and goes on');
    }
    const { stdout, status } = await lab.exec(['whyalive', 'overview', '-S', '2020-01-01', '-U', '2020-01-02']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/no service started/);
  });
});
