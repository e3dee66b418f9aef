import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createControlGroup, findCgroup2, removeControlGroup, sweepControlGroups } from './control-group.ts';
import { labCommands, type LabCommands } from './lab-commands.ts';
import { putFile, type LabFile } from './lab-file.ts';
import { guardLab, unguardLab } from './lab-guard.ts';
import type { ExecResult } from './lab-process.ts';
import { eventually, pause } from './pause.ts';

/** A systemd that runs in its own namespaces over a throw-away file system. */
export interface Lab extends LabCommands {
  /** The host's pid of its PID 1. */
  readonly pid: number;
  /** systemd's version, e.g. 252. */
  readonly version: number;
  /** Kills PID 1, and with it all of the lab, and removes its traces; may be called twice. */
  close(): Promise<void>;
}

export interface LabOptions {
  /** The lower layer: `/` for the machine's own systemd, or a root built by build-root.sh. */
  readonly root: string;
  readonly name?: string;
  /** Files that are there before PID 1 starts. */
  readonly files?: Readonly<Record<string, LabFile>>;
  /** A writable /sys and a running udevd (without the distribution's rules), so that `ip link add` makes a device unit. */
  readonly devices?: boolean;
  /** tracefs at /sys/kernel/tracing. It is the one of the whole machine: what is made there must be removed. */
  readonly tracing?: boolean;
  /** What the root's packages enable is started; else only what systemd itself brings. */
  readonly services?: boolean;
  /** It is handed over while the boot still goes on, as soon as its bus answers. */
  readonly whileBooting?: boolean;
  /** The folder with dist/whyalive.mjs, bind-mounted at /opt/whyalive. Default: this package. */
  readonly package?: string;
  /** How long the boot may take. Default 30 s. */
  readonly bootMs?: number;
}

/** The lab cannot be booted on this machine, or did not boot. */
export class LabError extends Error {
  override readonly name = 'LabError';
}

const SCRATCH_PREFIX = 'whyalive-lab-scratch-';
const here = labFolder();
let count = 0;

/** Why no lab can be booted here: not root, no cgroup2; undefined when it can be tried. */
export function labObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'the lab needs Linux';
  if (process.getuid?.() !== 0) return 'the lab needs root: it makes namespaces, mounts and control groups; run the tests as root';
  if (findCgroup2() === undefined) return 'the lab needs a writable cgroup2 mount, and /proc/self/mountinfo shows none';
  return undefined;
}

/** Boots a systemd and waits until it is up. Whatever happens to this process, the lab goes down with it. */
export async function bootLab(options: LabOptions): Promise<Lab> {
  const obstacle = labObstacle();
  const mount = findCgroup2();
  if (obstacle !== undefined || mount === undefined) throw new LabError(obstacle ?? 'no cgroup2');
  sweepControlGroups(mount);
  sweepScratch();
  count += 1;
  const group = createControlGroup(mount, `${count}${options.name === undefined ? '' : `-${options.name}`}`);
  const scratch = mkdtempSync(join(tmpdir(), `${SCRATCH_PREFIX}${process.pid}-`));
  const extra = join(scratch, 'extra');
  const mountPoint = join(scratch, 'mnt');
  mkdirSync(mountPoint);
  for (const [path, file] of Object.entries(options.files ?? {})) putFile(join(extra, path), file);
  mkdirSync(extra, { recursive: true });

  const child = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', join(here, 'enter.sh'), group],
      ...['unshare', '--mount', '--pid', '--uts', '--ipc', '--net', '--cgroup', '--fork', '--kill-child'],
      ...[
        join(here, 'pid1.sh'),
        options.root,
        mountPoint,
        realpathSync(process.execPath),
        options.package ?? resolve(here, '../..'),
        extra,
      ],
    ],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        LAB_DEVICES: options.devices === true ? '1' : '',
        LAB_TRACING: options.tracing === true ? '1' : '',
        LAB_SERVICES: options.services === true ? '1' : '',
      },
    },
  );
  let console = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (console = (console + chunk.toString()).slice(-8000)));
  let gone = false;
  const ended = new Promise<void>((done) => {
    const onEnd = (): void => {
      gone = true;
      done();
    };
    child.on('error', onEnd).on('exit', onEnd);
  });
  const pid1 = (): number | undefined => (gone ? undefined : onlyChild(child.pid));

  /** Synchronous, so that it works in exit handlers too. */
  const takeDown = (): void => {
    if (!unguardLab(takeDown)) return;
    killQuietly(pid1());
    killQuietly(gone ? undefined : child.pid);
    const clean = removeControlGroup(group);
    rmSync(extra, { recursive: true, force: true });
    for (const folder of [mountPoint, scratch]) if (existsSync(folder)) rmdirSync(folder);
    if (!clean) throw new LabError(`the control group ${group} could not be removed: processes of the lab are still in it`);
  };
  guardLab(takeDown);

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      killQuietly(pid1());
      await Promise.race([ended, new Promise((done) => setTimeout(done, 3000))]);
      takeDown();
    })();
    return closing;
  };

  try {
    const pid = await eventually(options.bootMs ?? 30_000, () => {
      if (gone) return -1;
      const candidate = pid1();
      return candidate !== undefined && commOf(candidate) === 'systemd' && existsSync(`/proc/${candidate}/root/run/systemd/private`)
        ? candidate
        : undefined;
    });
    if (pid === undefined || pid < 0) throw new LabError(`systemd did not come up over ${options.root}:\n${console}`);
    const lab = { pid, ...labCommands(pid), close };
    const state = await stateAfterBoot(lab, options);
    if (!(options.whileBooting === true ? /^(starting|running|degraded)/ : /^(running|degraded)/).test(state.stdout))
      throw new LabError(`the boot over ${options.root} ended as ${state.stdout}${state.stderr}${console}`);
    const version = Number(/^systemd (\d+)/.exec((await lab.exec(['systemctl', '--version'])).stdout)?.[1]);
    return { ...lab, version };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waiting goes over the system bus, whose socket PID 1 makes somewhat later than its own. */
async function stateAfterBoot({ exec }: LabCommands, { bootMs: timeoutMs = 30_000, whileBooting }: LabOptions): Promise<ExecResult> {
  const until = Date.now() + timeoutMs;
  const ask = ['systemctl', 'is-system-running', ...(whileBooting === true ? [] : ['--wait'])];
  for (;;) {
    const state = await exec(ask, { allowFailure: true, timeoutMs });
    const isEarly = state.stderr.startsWith('Failed to connect to bus') || state.stdout.startsWith('initializing');
    if (!isEarly || Date.now() > until) return state;
    await pause(50);
  }
}

/** Removes the scratch folders of killed test processes. */
function sweepScratch(): void {
  for (const entry of readdirSync(tmpdir())) {
    const owner = /^whyalive-lab-scratch-(\d+)-/.exec(entry)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) rmSync(join(tmpdir(), entry), { recursive: true, force: true });
  }
}

function onlyChild(pid: number | undefined): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid ?? 0}/task/${pid ?? 0}/children`, 'utf8').trim();
    return children === '' ? undefined : Number(children.split(' ')[0]);
  } catch {
    return undefined;
  }
}

function commOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

function killQuietly(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** test/lab, also when this file was bundled elsewhere: run.mjs says where it lies. */
export function labFolder(): string {
  return process.env['WHYALIVE_LAB_FOLDER'] ?? import.meta.dirname;
}
