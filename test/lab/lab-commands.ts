import { modeOf, textOf, type LabFile } from './lab-file.ts';
import { startInLab, type ExecResult, type LabProcess, type LabProcessOptions } from './lab-process.ts';

/** What can be done in a lab. */
export interface LabCommands {
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
}

/** Commands in the lab whose PID 1 has the host's pid `pid`. */
export function labCommands(pid: number): LabCommands {
  const exec: LabCommands['exec'] = async (argv, options = {}) => {
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
  const sh: LabCommands['sh'] = async (script, user = 'root') => (await exec(['/bin/sh', '-e', '-c', script], { user })).stdout;
  return {
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
      // Her bus is started by whom connects first, and her manager comes to it only then.
      const isOwned = 'busctl --user call org.freedesktop.DBus / org.freedesktop.DBus GetNameOwner s org.freedesktop.systemd1';
      await sh(`for i in $(seq 100); do ${isOwned} >/dev/null 2>&1 && exit 0; sleep 0.05; done; exit 1`, 'alice');
    },
  };
}
