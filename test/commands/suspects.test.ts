import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/command-line/parse.ts';
import type { SuspectsRequest } from '../../src/command-line/commands.ts';
import type { Terminal } from '../../src/output/terminal.ts';
import { suspects } from '../../src/commands/suspects.ts';
import { NoSuchUnitError, UsageError } from '../../src/errors.ts';
import schema from '../../src/render/json/timeline.schema.json' with { type: 'json' };
import { putFile, type LabFile } from '../lab/lab-file.ts';

let root = '';

const FILES: Readonly<Record<string, LabFile>> = {
  '/usr/lib/systemd/system/app.service': '[Service]\nExecStart=/usr/bin/app\nRestart=always\n',
  '/usr/lib/systemd/system/app.socket': '[Socket]\nListenStream=/run/app.sock\n',
  '/etc/systemd/system/multi-user.target.wants/nightly.service': { link: '/etc/systemd/system/nightly.service' },
  '/etc/systemd/system/nightly.service': '[Unit]\nWants=app.service\n[Service]\nExecStart=/bin/true\n',
  '/etc/systemd/system/nightly.timer': '[Timer]\nOnCalendar=daily\n',
  '/etc/systemd/system/masked.timer': { link: '/dev/null' },
  '/etc/systemd/system/alone.service': '[Service]\nExecStart=/bin/true\n',
  '/etc/systemd/system/shut.service': { link: '/dev/null' },
  '/etc/cron.d/app': '1 * * * * root systemctl restart app\n',
  '/var/lib/dpkg/info/app.list': '/usr/lib/systemd/system/app.service\n/usr/lib/systemd/system/app.socket\n',
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'whyalive-suspects-'));
  for (const [path, file] of Object.entries(FILES)) putFile(join(root, path), file);
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Told {
  readonly starts: readonly unknown[];
  readonly suspects: readonly {
    readonly mechanism: string;
    readonly via: readonly string[];
    readonly from: { readonly kind: string; readonly unit?: string };
    readonly strength?: string;
    readonly declaredIn: readonly {
      readonly path: string;
      readonly line?: number;
      readonly package?: string;
      readonly modifiedAt?: string;
    }[];
  }[];
}

async function run(units: readonly string[], more: Partial<SuspectsRequest> = {}) {
  let out = '';
  const terminal = {
    write: (text: string) => (out += text),
    columns: 200,
    colour: false,
    page: (text: string) => Promise.resolve((out += text)),
  } as unknown as Terminal;
  const request = { output: 'text', all: false, utc: true, pager: false, quiet: true, scope: 'system', root } as const;
  const status = await suspects({ command: 'suspects', units, ...request, ...more }, terminal);
  return { status, out: out.replaceAll(root, ''), told: () => JSON.parse(out) as Told };
}

describe('suspects', () => {
  it('tells all that can start a unit of another system from its files, at any distance, as the same document that explain prints', async () => {
    const { status, told } = await run(['app'], { output: 'json' });
    expect(status).toBe(0);
    expect(new Ajv2020({ strict: false, validateFormats: false }).validate(schema, told())).toBe(true);
    expect(told().starts).toEqual([]);
    expect(
      told().suspects.map(({ mechanism, from, via, strength }) => [mechanism, from.unit ?? from.kind, via.join(' '), strength ?? '']),
    ).toEqual([
      ['socket-activation', 'app.socket', '', ''],
      ['client-request', 'client', '', 'possible'],
      ['wanted-by', 'nightly.service', '', ''],
      ['restart-policy', 'app.service', '', ''],
      ['timer', 'nightly.timer', 'nightly.service', ''],
      ['wanted-by', 'multi-user.target', 'nightly.service', ''],
      ['boot', 'boot', 'multi-user.target nightly.service', ''],
    ]);
  });

  it('names file, line, package and last change', async () => {
    const { told } = await run(['app'], { output: 'json' });
    const [place] = told().suspects[0]?.declaredIn ?? [];
    expect(place).toMatchObject({ path: join(root, '/usr/lib/systemd/system/app.socket'), line: 2, package: 'app' });
    expect(place?.modifiedAt).toMatch(/^20\d\d-.*Z$/);
  });

  it('draws what starts it, and below that what starts that', async () => {
    const { out } = await run(['app']);
    const tree =
      out
        .split('\n\n')[0]
        ?.split('\n')
        .filter((line) => /[├└]/.test(line)) ?? [];
    expect(tree.map((line) => line.replace(/ \(.*\)$/, ''))).toEqual([
      '├─ · socket app.socket: listening on /run/app.sock',
      '├─ · Wants= nightly.service',
      '│  ├─ · timer nightly.timer: OnCalendar=daily',
      '│  └─ · Wants= multi-user.target',
      '│     └─ · boot: nightly.service is enabled',
      '├─ · Restart= its own: Restart=always',
      '└─ ? client cron: 1 * * * * root systemctl restart app',
    ]);
  });

  it('says so in one sentence when nothing can start it', async () => {
    expect((await run(['alone'])).out).toContain('Nothing was found that can start alone.service');
  });

  it('knows no unit that has no file', async () => {
    await expect(run(['ap'])).rejects.toThrow(NoSuchUnitError);
  });

  it('wants a unit', () => {
    expect(() => parseArguments(['suspects'])).toThrow(UsageError);
    expect(parseArguments(['suspects', '--root', '/mnt', 'app'])).toMatchObject({
      request: { command: 'suspects', units: ['app'], root: '/mnt' },
    });
  });
});
