import { ADDRESS, PROGRAMS, TRIALS } from './trial-files.ts';
import type { TrialLab } from './trial-lab.ts';

/** Someone who makes `trial-NAME.service` start. */
export interface TrialActor {
  readonly name: string;
  readonly title: string;
  /** Whether it asks the manager, or connects to the unit's socket. */
  readonly asks: 'client' | 'peer';
  /** The name of its process while it acts. */
  readonly comm: string;
  readonly user: string;
  /** What is behind its process, nearest first: a told link beyond the actor must be this one. */
  readonly behind: readonly { readonly mechanism: string; readonly from: string }[];
  act(lab: TrialLab, run: number): Promise<void> | void;
}

/** A shell of the actors' was started by the trial itself, and cron too. */
const BY_CLIENT = [{ mechanism: 'client-request', from: 'client' }];

/** The actor's program notes its pid, then becomes `command`. */
function as(actor: string, run: number, command: string): string {
  return `${PROGRAMS}/as ${actor} ${run} ${command}`;
}

const START_UNIT = 'org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StartUnit ss';

/** All of them, in the order of the table. */
export const TRIAL_ACTORS: readonly TrialActor[] = [
  {
    name: 'tcp',
    title: 'a local TCP client',
    ...{ asks: 'peer', comm: 'knock', user: 'root', behind: BY_CLIENT },
    act: (lab, run) => lab.type('root', as('tcp', run, `${PROGRAMS}/knock ${ADDRESS.tcp}`)),
  },
  {
    name: 'unix',
    title: 'a local unix client',
    ...{ asks: 'peer', comm: 'knock', user: 'root', behind: BY_CLIENT },
    act: (lab, run) => lab.type('root', as('unix', run, `${PROGRAMS}/knock ${ADDRESS.unix}`)),
  },
  {
    name: 'check',
    title: "a health check's unit, by its timer",
    ...{ asks: 'peer', comm: 'knock', user: 'root', behind: [{ mechanism: 'timer', from: 'health-check.timer' }] },
    act: async (lab, run) => {
      lab.put(`${TRIALS}/check.run`, `${run}\n`);
      await lab.exec(['systemctl', 'restart', 'health-check.timer']);
    },
  },
  {
    name: 'shell',
    title: 'an interactive shell',
    ...{ asks: 'client', comm: 'systemctl', user: 'root', behind: [] },
    act: (lab, run) => lab.type('shell', as('shell', run, 'systemctl start trial-shell.service')),
  },
  {
    name: 'cron',
    title: 'cron',
    ...{ asks: 'client', comm: 'systemctl', user: 'root', behind: BY_CLIENT },
    act: async (lab, run) => {
      lab.put(`${TRIALS}/cron.run`, `${run}\n`);
      lab.remove('/run/crond.reboot');
      await lab.exec(['systemctl', 'restart', 'cron.service']);
    },
  },
  {
    name: 'no-block',
    title: '`systemctl --no-block`',
    ...{ asks: 'client', comm: 'systemctl', user: 'root', behind: BY_CLIENT },
    act: (lab, run) => lab.type('root', as('no-block', run, 'systemctl --no-block start trial-no-block.service')),
  },
  {
    name: 'busctl',
    title: '`busctl`',
    ...{ asks: 'client', comm: 'busctl', user: 'root', behind: BY_CLIENT },
    act: (lab, run) => lab.type('root', as('busctl', run, `busctl call ${START_UNIT} trial-busctl.service replace`)),
  },
  {
    name: 'user',
    title: 'a dbus-next script of an ordinary user',
    ...{ asks: 'client', comm: 'node', user: 'alice', behind: BY_CLIENT },
    act: (lab, run) => lab.type('alice', as('user', run, `node ${PROGRAMS}/call-start-unit.mjs trial-user.service`)),
  },
  {
    name: 'script',
    title: "a unit's script, two processes deep",
    ...{ asks: 'client', comm: 'systemctl', user: 'root', behind: BY_CLIENT },
    act: async (lab, run) => {
      lab.put(`${TRIALS}/script.run`, `${run}\n`);
      await lab.exec(['systemctl', 'start', 'deep.service']);
    },
  },
];
