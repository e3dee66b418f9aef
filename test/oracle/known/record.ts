import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { labFolder, bootLab, type Lab } from '../../lab/lab.ts';
import { rootOf } from '../../lab/roots.ts';
import { FIELDS } from '../entry.ts';
import { isOfUse } from '../is-of-use.ts';
import { snapshotCommand } from '../graph.ts';

/** What is kept of a known story: the manager's log, and its units' dependencies. */
export interface KnownRecord {
  readonly version: number;
  readonly pid: number;
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  readonly snapshots: readonly { readonly at: number; readonly text: string }[];
}

/** Plays the known stories in the lab and keeps their logs as fixtures: node test/lab/run.mjs ../oracle/known/record VERSION [STORY] */
const [version = '252', only] = process.argv.slice(2);
const here = join(labFolder(), '../oracle/known');
const folder = join(labFolder(), '../../fixtures/oracle', version);
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(here)) {
  if (!file.endsWith('.sh') || (only !== undefined && file !== `${only}.sh`)) continue;
  const record = await play(file, Number(version));
  writeFileSync(join(folder, file.replace(/\.sh$/, '.json.gz')), gzipSync(JSON.stringify(record), { level: 9 }));
  process.stdout.write(`${file} ${version}: ${String(record.entries.length)} lines\n`);
}

async function play(file: string, number: number): Promise<KnownRecord> {
  const debug = '[Manager]\nLogLevel=debug\n';
  const lab = await bootLab({
    root: rootOf(number),
    name: 'known',
    files: {
      '/etc/systemd/system.conf.d/debug.conf': debug,
      '/etc/systemd/user.conf.d/debug.conf': debug,
      '/etc/systemd/user/ub.service': '[Service]\nExecStart=/bin/sleep 1000\n',
      '/etc/systemd/user/default.target.wants/ub.service': { link: '../ub.service' },
    },
  });
  try {
    const isUser = file.startsWith('user');
    if (isUser) await lab.addAlice();
    const pid = isUser ? Number((await lab.sh('systemctl show -p MainPID --value user@1000.service')).trim()) : 1;
    const script = readFileSync(join(here, file), 'utf8');
    const units = [...script.matchAll(/^u (\S+)/gm)].map(([, unit = '']) => unit).filter((unit) => !unit.includes('@.'));
    const scope = isUser ? ['--user'] : [];
    const [program = '', ...words] = snapshotCommand(units);
    const env = { SNAPSHOT: [program, ...scope, ...words.map((word) => `'${word}'`)].join(' ') };
    await lab.exec(['/bin/bash', '-c', script], { allowFailure: true, timeoutMs: 120_000, env, user: isUser ? 'alice' : 'root' });
    await lab.sh('journalctl --sync');
    const text = await lab.sh(
      `journalctl -b --all -o json --output-fields=${FIELDS.join(',')} _PID=${String(pid)} + _SYSTEMD_UNIT=systemd-journald.service`,
    );
    return { version: number, pid, entries: kept(text), snapshots: await snapshots(lab) };
  } finally {
    await lab.close();
  }
}

async function snapshots(lab: Lab): Promise<KnownRecord['snapshots']> {
  const names = (await lab.sh('cd /tmp; ls snapshot.*')).split('\n').filter((name) => name !== '');
  const found: { at: number; text: string }[] = [];
  for (const name of names) found.push({ at: Number(name.slice('snapshot.'.length)), text: await lab.sh(`cat /tmp/${name}`) });
  return found;
}

function kept(text: string): readonly Readonly<Record<string, unknown>>[] {
  const fields = new Set([...FIELDS, '__REALTIME_TIMESTAMP', '__MONOTONIC_TIMESTAMP']);
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const entry = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return isOfUse(String(entry['MESSAGE'])) ? [Object.fromEntries(Object.entries(entry).filter(([field]) => fields.has(field)))] : [];
  });
}
