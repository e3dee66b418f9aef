import { join } from 'node:path';
import { bootLab, type Lab } from '../lab/lab.ts';
import type { LabFile } from '../lab/lab-file.ts';
import type { ExecResult } from '../lab/lab-process.ts';
import { pause } from '../lab/pause.ts';
import { FIELDS } from './entry.ts';
import { snapshotCommand } from './graph.ts';
import { isOfUse } from './is-of-use.ts';
import { isKnown } from './known-since.ts';
import { labFileOf, watchedUnits, type Story, type StoryFile } from './story.ts';

/** What a played story left: what systemd logged at debug level, and what whyalive told without those lines. All is text, so that it can be kept and judged again. */
export interface Played {
  readonly story: Story;
  readonly version: number;
  /** The units that were watched. */
  readonly units: readonly string[];
  /** While it was watched, in ms since 1970. */
  readonly window: { readonly from: number; readonly to: number };
  /** PID 1's lines, debug level and all: one JSON object a line. */
  readonly journal: string;
  /** What `snapshotCommand` of graph.ts printed, at these moments (µs since 1970). */
  readonly graphs: readonly { readonly at: number; readonly text: string }[];
  /** Each call of systemctl and busctl: seconds since 1970, pid, control group, words. */
  readonly clients: string;
  /** `watch -o json`; `-o json` looking back; `report -o json` of what the watch recorded. */
  readonly live: string;
  readonly back: string;
  readonly replay: string;
  /** What the watch recorded, and what looking back gathered. */
  readonly recording?: Buffer;
  readonly gathered?: Buffer;
  readonly seconds: number;
  /** What went wrong apart from what was told: a crash, a time-out. */
  readonly problems: readonly string[];
}

export interface PlayOptions {
  readonly root: string;
  /** The folder with dist/whyalive.mjs. */
  readonly package: string;
  /** A story that is not over by then is cut off, in seconds. */
  readonly timeoutSeconds?: number;
}

const RECORDING = '/tmp/live.jsonl.gz';
const GATHERED = '/tmp/back.jsonl.gz';
const CLIENTS = '/var/log/clients';

/** Writes down who calls systemctl, or busctl, with what, as the truth about clients, and becomes it: same process, same name. */
const CLIENT_LOG = `#!/bin/bash
while read -r line; do [[ $line == 0::* ]] && group=$line; done </proc/self/cgroup
printf '%s %s %s %s\\n' "$EPOCHREALTIME" "$$" "$group" "$*" >>${CLIENTS}
exec "/bin/\${0##*/}" "$@"
`;

/** Steps that are not done by then are left out: on a slow machine what happened until then is judged. */
const LONGEST_SECONDS = 100;

/** How long is watched after the last step, in ms: what was set going ends mostly by then. */
const SETTLE_MS = 1500;

/** Plays a story in a fresh lab whose PID 1 logs at debug level from its first moment on. */
export async function playStory(story: Story, options: PlayOptions): Promise<Played> {
  const began = Date.now();
  const problems: string[] = [];
  let lab: Lab | undefined;
  let timer: NodeJS.Timeout | undefined;
  const none = { version: 0, units: [], window: { from: 0, to: 0 }, journal: '', clients: '', graphs: [], live: '', back: '', replay: '' };
  let played: Omit<Played, 'story' | 'seconds' | 'problems'> = none;
  try {
    lab = await bootLab({ root: options.root, name: 'oracle', package: options.package, files: filesOf(story, versionOf(options.root)) });
    const seconds = options.timeoutSeconds ?? 400;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not over after ${seconds} s`)), seconds * 1000);
    });
    played = await Promise.race([play(story, lab, problems), late]);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
    await lab?.close();
  }
  return { story, ...played, seconds: (Date.now() - began) / 1000, problems };
}

/** The version is only known in the lab; which settings are left out must be known before. */
function versionOf(root: string): number {
  const suite = /(bullseye|bookworm|trixie|forky)/.exec(root)?.[1];
  return { bullseye: 247, bookworm: 252, trixie: 257, forky: 262 }[suite ?? ''] ?? 999;
}

async function play(story: Story, lab: Lab, problems: string[]): Promise<Omit<Played, 'story' | 'seconds' | 'problems'>> {
  const units = watchedUnits(story);
  await lab.sh(`mkdir -p /tmp/graphs; ${snapshot(...units)}`);
  const watch = lab.spawn(['whyalive', 'watch', ...units, '-o', 'json', '-w', RECORDING]);
  await watch.waitFor(/^watching /m, 20_000);
  const from = Date.now();
  await lab.exec(['timeout', '--signal=KILL', String(LONGEST_SECONDS), '/bin/bash', '-c', scriptOf(story)], {
    timeoutMs: 2 * LONGEST_SECONDS * 1000,
    allowFailure: true,
  });
  await pause(SETTLE_MS);
  const to = Date.now();
  const watched = await watch.stop('SIGINT', 60_000);
  const run = (...argv: readonly string[]): Promise<ExecResult> => lab.exec(argv, { allowFailure: true, timeoutMs: 120_000 });
  const looked = await run('whyalive', ...units, '-o', 'json', '-n', 'all', '-w', GATHERED);
  const replayed = await run('whyalive', 'report', RECORDING, '-o', 'json', '-n', 'all');
  for (const [what, { status, stderr }] of [
    ['watch', watched],
    ['looking back', looked],
    ['report', replayed],
  ] as const) {
    if (status !== 0) problems.push(`${what} ended with status ${status}: ${stderr.trim().slice(-2000)}`);
  }
  await lab.sh(snapshot(...units));
  await run('/bin/journalctl', '--sync');
  const lines = ['/bin/journalctl', '-b', '--all', '-o', 'json', `--output-fields=${FIELDS.join(',')}`];
  const { stdout } = await run(...lines, '_PID=1', '+', '_SYSTEMD_UNIT=systemd-journald.service');
  return {
    version: lab.version,
    units,
    window: { from, to },
    journal: stdout.split('\n').filter(isUsed).join('\n'),
    clients: (await lab.readFile(CLIENTS)).toString(),
    graphs: await graphsOf(lab),
    live: watched.stdout,
    back: looked.stdout,
    replay: replayed.stdout,
    recording: await lab.readFile(RECORDING),
    gathered: await lab.readFile(GATHERED),
  };
}

/** Most lines at debug level are of no use to anybody. */
function isUsed(line: string): boolean {
  const { MESSAGE: message } = line === '' ? { MESSAGE: '' } : (JSON.parse(line) as { readonly MESSAGE?: unknown });
  return line !== '' && (typeof message !== 'string' || isOfUse(message));
}

async function graphsOf(lab: Lab): Promise<Played['graphs']> {
  const names = (await lab.sh('cd /tmp/graphs && ls')).split('\n').filter((name) => name !== '');
  const graphs = [];
  for (const name of names.sort()) graphs.push({ at: Number(name), text: (await lab.readFile(`/tmp/graphs/${name}`)).toString() });
  return graphs;
}

/** Asks for the relations of all units that are loaded, and of these. */
function snapshot(...units: readonly string[]): string {
  const command = snapshotCommand(units).map((word) => `'${word}'`);
  return `/bin/${command.join(' ')} >/tmp/graph.partial 2>/dev/null; mv /tmp/graph.partial /tmp/graphs/$(date +%s%6N)`;
}

/** Whether a step makes the manager read its configuration again. */
function isReloading(step: string): boolean {
  return /daemon-re|(?:^|\W)(?:enable|disable|unmask|mask)\W/.test(step);
}

/** What is loaded is looked at before and after each reload: what is not is left so, as naming it would load it. */
function scriptOf({ steps }: Story): string {
  const lines = steps.map((step) => (isReloading(step) ? `snapshot\n${step}\nsnapshot` : step));
  return `exec 2>/dev/null >/dev/null\nsnapshot() { ${snapshot()}; }\n${lines.join('\n')}\nsnapshot\n`;
}

function filesOf(story: Story, version: number): Record<string, LabFile> {
  const known = (file: StoryFile): LabFile => labFileOf('link' in file ? file : file.filter((line) => isKnown(line, version)));
  const under = (folder: string, files: Readonly<Record<string, StoryFile>> = {}): [string, LabFile][] =>
    Object.entries(files).map(([name, file]) => [join(folder, name), known(file)]);
  return {
    '/etc/systemd/system.conf.d/oracle.conf': '[Manager]\nLogLevel=debug\n',
    // As a host would have it: the program reads the journal without the lines at debug level.
    '/usr/local/bin/journalctl': '#!/bin/sh\nexec /bin/journalctl --priority=info "$@"\n',
    '/usr/local/bin/systemctl': CLIENT_LOG,
    '/usr/local/bin/busctl': CLIENT_LOG,
    [CLIENTS]: { text: '', mode: 0o666 },
    ...Object.fromEntries([...under('/etc/systemd/system', story.units), ...under('/', story.files)]),
  };
}
