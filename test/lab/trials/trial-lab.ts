import { constants, openSync, closeSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { bootLab, type Lab } from '../lab.ts';
import { bundleProgram } from './program-bundle.ts';
import { TRIALS, TRIAL_UNITS, trialFiles } from './trial-files.ts';

/** Who really acted: its pid and the unit of its control group. */
export interface Truth {
  readonly pid: number;
  readonly unit: string;
}

/** A lab with all actors ready in it. Files are reached from outside, so that looking takes no process inside. */
export interface TrialLab {
  readonly lab: Lab;
  exec(argv: readonly string[]): Promise<unknown>;
  /** Has root's or alice's actors, or the shell at the terminal, run a line. */
  type(who: 'root' | 'alice' | 'shell', line: string): void;
  put(path: string, text: string): void;
  remove(path: string): void;
  /** The invocation of the actor's unit that was started last, as the unit itself told. */
  startedLast(actor: string): string | undefined;
  truth(actor: string, run: number): Truth | undefined;
}

/** Boots a lab for trials. */
export async function bootTrialLab(root: string, folder: string, tracing: boolean): Promise<TrialLab> {
  const units = Object.entries(TRIAL_UNITS).map(([name, text]) => [`/etc/systemd/system/${name}`, text] as const);
  const files = {
    ...Object.fromEntries(units),
    ...trialFiles({ caller: await bundleProgram('call-start-unit.ts'), authority: await bundleProgram('authority.ts') }),
  };
  const lab = await bootLab({ root, package: folder, name: 'trials', tracing, files });
  try {
    await lab.addAlice();
    await lab.sh(`mkdir -p ${TRIALS}/truth ${TRIALS}/started; chmod 1777 ${TRIALS}/truth; cd ${TRIALS}
      mkfifo root.fifo alice.fifo shell.fifo; chown alice alice.fifo
      systemctl stop cron.service
      systemctl start authority.service actors@root.service actors@alice.service console.service trial-tcp.socket trial-unix.socket trial-check.socket`);
  } catch (error) {
    await lab.close();
    throw error;
  }
  const inside = (path: string): string => `/proc/${lab.pid}/root${path}`;
  return {
    lab,
    exec: (argv) => lab.exec(argv),
    type(who, line) {
      const fifo = openSync(inside(`${TRIALS}/${who}.fifo`), constants.O_WRONLY | constants.O_NONBLOCK);
      writeSync(fifo, `${line}\n`);
      closeSync(fifo);
    },
    put: (path, text) => writeFileSync(inside(path), text),
    remove: (path) => rmSync(inside(path), { force: true }),
    startedLast: (actor) => /^[0-9a-f]{32}(?=\n)/.exec(read(inside(`${TRIALS}/started/${actor}`)))?.[0],
    truth(actor, run) {
      const [pid, group = ''] = read(inside(`${TRIALS}/truth/${actor}.${run}`)).split('\n');
      return pid === undefined || pid === '' ? undefined : { pid: Number(pid), unit: group.slice(group.lastIndexOf('/') + 1) };
    },
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
