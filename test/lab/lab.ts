import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createControlGroup, findCgroup2, removeControlGroup, sweepControlGroups } from './control-group.ts';
import { startInLab, type ExecResult, type LabProcess, type LabProcessOptions } from './lab-process.ts';
import { eventually } from './pause.ts';
import type { LabFile } from './scenario.ts';

/** A systemd that runs in its own namespaces over a throw-away file system. */
export interface Lab {
  /** The host's pid of its PID 1. */
  readonly pid: number;
  /** systemd's version, e.g. 252. */
  readonly version: number;
  /** Runs a command to its end; throws when it fails, unless `allowFailure`. Default time-out 60 s. */
  exec(argv: readonly string[], options?: LabProcessOptions & { timeoutMs?: number; allowFailure?: boolean }): Promise<ExecResult>;
  /** Runs a /bin/sh -e script, as root unless said otherwise, and gives its standard output. */
  sh(script: string, user?: 'root' | 'alice'): Promise<string>;
  /** Starts a command that goes on running. */
  spawn(argv: readonly string[], options?: LabProcessOptions): LabProcess;
  writeFile(path: string, file: LabFile): Promise<void>;
  readFile(path: string): Promise<Buffer>;
  /** Makes the user alice (uid 1000) and starts her user manager. */
  addAlice(): Promise<void>;
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
  /** The folder with dist/whyalive.mjs, bind-mounted at /opt/whyalive. Default: this package. */
  readonly package?: string;
  /** How long the boot may take. Default 30 s. */
  readonly bootMs?: number;
}

/** The lab cannot be booted on this machine, or did not boot. */
export class LabError extends Error {
  override readonly name = 'LabError';
}

const here = labFolder();
const open = new Set<() => void>();
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
  count += 1;
  const group = createControlGroup(mount, `${count}${options.name === undefined ? '' : `-${options.name}`}`);
  const scratch = mkdtempSync(join(tmpdir(), 'whyalive-lab-'));
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
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LAB_DEVICES: options.devices === true ? '1' : '' } },
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
    open.delete(takeDown);
    if (open.size === 0) unguard();
    killQuietly(pid1());
    killQuietly(gone ? undefined : child.pid);
    const clean = removeControlGroup(group);
    rmSync(extra, { recursive: true, force: true });
    for (const folder of [mountPoint, scratch]) if (existsSync(folder)) rmdirSync(folder);
    if (!clean) throw new LabError(`the control group ${group} could not be removed: processes of the lab are still in it`);
  };
  open.add(takeDown);
  if (open.size === 1) guard();

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      if (!open.has(takeDown)) return;
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
    const lab = attach(pid, close);
    const state = await lab.exec(['systemctl', 'is-system-running', '--wait'], { allowFailure: true, timeoutMs: options.bootMs ?? 30_000 });
    if (!/^(running|degraded)/.test(state.stdout))
      throw new LabError(`the boot over ${options.root} ended as ${state.stdout}${state.stderr}${console}`);
    const version = Number(/^systemd (\d+)/.exec((await lab.exec(['systemctl', '--version'])).stdout)?.[1]);
    return { ...lab, version };
  } catch (error) {
    await close();
    throw error;
  }
}

function attach(pid: number, close: () => Promise<void>): Omit<Lab, 'version'> {
  const exec: Lab['exec'] = async (argv, options = {}) => {
    const running = startInLab(pid, argv, options);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      void running.stop('SIGKILL');
    }, options.timeoutMs ?? 60_000);
    const result = await running.ended;
    clearTimeout(timer);
    if (late) throw new Error(`${argv.join(' ')} did not end in ${options.timeoutMs ?? 60_000} ms:\n${result.stdout}${result.stderr}`);
    if (result.status !== 0 && options.allowFailure !== true) {
      throw new Error(`${argv.join(' ')} failed with status ${result.status}:\n${result.stdout}${result.stderr}`);
    }
    return result;
  };
  const sh: Lab['sh'] = async (script, user = 'root') => (await exec(['/bin/sh', '-e', '-c', script], { user })).stdout;
  return {
    pid,
    exec,
    sh,
    spawn: (argv, options) => startInLab(pid, argv, options),
    writeFile: async (path, file) => {
      if (typeof file !== 'string' && 'link' in file) {
        await exec(['/bin/sh', '-e', '-c', 'mkdir -p "$(dirname "$1")"; ln -sfn "$2" "$1"', 'sh', path, file.link]);
        return;
      }
      const script = 'mkdir -p "$(dirname "$1")"; cat >"$1"; chmod "$2" "$1"';
      await exec(['/bin/sh', '-e', '-c', script, 'sh', path, modeOf(file).toString(8)], { input: textOf(file) });
    },
    readFile: async (path) => Buffer.from((await exec(['base64', '-w0', path])).stdout, 'base64'),
    addAlice: async () => {
      await sh(`sed -i '/^[^:]*:[^:]*:1000:/d' /etc/passwd
        getent passwd alice >/dev/null || useradd --create-home --uid 1000 --shell /bin/sh alice
        systemctl start user@1000.service`);
      await exec(['/bin/sh', '-c', 'for i in $(seq 100); do [ -S /run/user/1000/bus ] && exit 0; sleep 0.05; done; exit 1']);
    },
    close,
  };
}

function textOf(file: Exclude<LabFile, { link: string }>): string {
  return typeof file === 'string' ? file : file.text;
}

function modeOf(file: Exclude<LabFile, { link: string }>): number {
  if (typeof file !== 'string') return file.mode;
  return file.startsWith('#!') ? 0o755 : 0o644;
}

function putFile(path: string, file: LabFile): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof file !== 'string' && 'link' in file) symlinkSync(file.link, path);
  else writeFileSync(path, textOf(file), { mode: modeOf(file) });
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

function takeAllDown(): void {
  for (const takeDown of [...open]) {
    try {
      takeDown();
    } catch {
      // Said by no one: the process ends; the next lab sweeps what is left.
    }
  }
}

function onSignal(signal: NodeJS.Signals): void {
  takeAllDown();
  process.kill(process.pid, signal);
}

function guard(): void {
  process.on('exit', takeAllDown);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

function unguard(): void {
  process.off('exit', takeAllDown);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
}

/** test/lab, also when this file was bundled elsewhere: run.mjs says where it lies. */
export function labFolder(): string {
  return process.env['WHYALIVE_LAB_FOLDER'] ?? import.meta.dirname;
}
