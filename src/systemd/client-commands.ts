import { completeUnitName } from './unit-name.ts';

/** How a program asks a manager. */
interface ClientProgramTraits {
  /** How its command line names the unit; left out where it names none, or in a way that is not read. */
  readonly names?: 'after-a-verb' | 'in-a-call' | 'by-option';
  /** A script: the kernel and audit know its interpreter, and what asks is systemctl. */
  readonly isScript?: true;
}

/** Programs that ask a manager for jobs. */
const PROGRAMS = {
  systemctl: { names: 'after-a-verb' },
  service: { names: 'after-a-verb', isScript: true },
  busctl: { names: 'in-a-call' },
  'dbus-send': { names: 'in-a-call' },
  gdbus: { names: 'in-a-call' },
  qdbus: {},
  'deb-systemd-invoke': { names: 'after-a-verb', isScript: true },
  'invoke-rc.d': { names: 'after-a-verb', isScript: true },
  'systemd-run': { names: 'by-option' },
  run0: {},
  'systemd-mount': {},
  'systemd-umount': {},
  telinit: {},
  init: {},
  shutdown: {},
  reboot: {},
  poweroff: {},
  halt: {},
  loginctl: {},
  machinectl: {},
  varlinkctl: {},
  'dbus-update-activation-environment': {},
} as const satisfies Record<string, ClientProgramTraits>;

const ROWS: readonly (readonly [string, ClientProgramTraits])[] = Object.entries(PROGRAMS);

/** The names of these programs, as files are called. */
export const CLIENT_PROGRAMS: readonly string[] = Object.keys(PROGRAMS);

/** Those whose command line names the unit. */
export const PROGRAMS_THAT_NAME = namesWhere(({ names }) => names !== undefined);

/** Those that take a verb and units. */
export const PROGRAMS_WITH_VERBS = namesWhere(({ names }) => names === 'after-a-verb');

/** Those that name the unit and call the manager in a process of their own name. */
export const BINARIES_THAT_NAME = namesWhere(({ names, isScript }) => names !== undefined && isScript !== true);

/** A pattern for any of these names. */
export function anyOf(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('.', '\\.')).join('|');
}

function namesWhere(has: (traits: ClientProgramTraits) => boolean): readonly string[] {
  return ROWS.flatMap(([name, traits]) => (has(traits) ? [name] : []));
}

/** The verbs of systemctl and of init scripts, by what they ask for. */
export const VERBS = {
  start: ['start'],
  /** These start a unit that is down, or restart one that is up. */
  restart: ['restart', 'try-restart', 'condrestart', 'reload-or-restart', 'try-reload-or-restart'],
  forceReload: ['force-reload'],
  /** What try-reload-or-restart was called up to v229. */
  formerRestart: ['reload-or-try-restart'],
  isolate: ['isolate'],
  /** Each isolates the target of its name. */
  isolatedTarget: ['default', 'rescue', 'emergency'],
  /** These start, or stop, a unit with `--now`. */
  enable: ['enable', 'reenable'],
  disable: ['disable', 'mask'],
  marked: ['enqueue-marked'],
  stop: ['stop'],
  kill: ['kill'],
  noJob: ['status', 'show', 'cat', 'reload', 'daemon-reload', 'is-active', 'is-enabled', 'is-failed', 'reset-failed', 'unmask'],
  // prettier-ignore
  seldom: ['edit', 'revert', 'link', 'preset', 'list-units', 'list-dependencies', 'set-property', 'freeze', 'thaw', 'clean', 'help'],
  ofHost: ['daemon-reexec', 'reboot', 'poweroff', 'halt', 'kexec'],
} as const satisfies Record<string, readonly string[]>;

/** A method of the manager, which takes the name of the unit as this argument; or one of a unit's own object. */
interface JobMethod {
  readonly asks: 'start' | 'stop' | 'restart' | 'reload' | 'any' | 'kill';
  readonly argument?: number;
  readonly ofUnit?: true;
}

/** The methods that ask for jobs or signals (org.freedesktop.systemd1(5)); `any` names the job's type as a further argument, or in the units' own properties. */
const JOB_METHODS = {
  StartUnit: { asks: 'start', argument: 0 },
  StartUnitWithFlags: { asks: 'start', argument: 0 },
  StartUnitReplace: { asks: 'start', argument: 1 },
  StopUnit: { asks: 'stop', argument: 0 },
  RestartUnit: { asks: 'restart', argument: 0 },
  TryRestartUnit: { asks: 'restart', argument: 0 },
  ReloadUnit: { asks: 'reload', argument: 0 },
  ReloadOrRestartUnit: { asks: 'restart', argument: 0 },
  ReloadOrTryRestartUnit: { asks: 'restart', argument: 0 },
  EnqueueUnitJob: { asks: 'any', argument: 0 },
  StartTransientUnit: { asks: 'start', argument: 0 },
  EnqueueMarkedJobs: { asks: 'any' },
  KillUnit: { asks: 'kill', argument: 0 },
  QueueSignalUnit: { asks: 'kill', argument: 0 },
  Start: { asks: 'start', ofUnit: true },
  Stop: { asks: 'stop', ofUnit: true },
  Restart: { asks: 'restart', ofUnit: true },
  TryRestart: { asks: 'restart', ofUnit: true },
  Reload: { asks: 'reload', ofUnit: true },
  ReloadOrRestart: { asks: 'restart', ofUnit: true },
  ReloadOrTryRestart: { asks: 'restart', ofUnit: true },
  EnqueueJob: { asks: 'any', ofUnit: true },
  Kill: { asks: 'kill', ofUnit: true },
  QueueSignal: { asks: 'kill', ofUnit: true },
} as const satisfies Record<string, JobMethod>;

export type JobMethodName = keyof typeof JOB_METHODS;

const METHODS: ReadonlyMap<string, JobMethod> = new Map(Object.entries(JOB_METHODS));

/** The methods of which something is true, by name. */
export function methodsWhere(has: (method: JobMethod) => boolean): readonly string[] {
  return [...METHODS].flatMap(([name, method]) => (has(method) ? [name] : []));
}

/** The argument of a method of the manager that names the unit. */
export function unitArgument(member: string): number | undefined {
  return METHODS.get(member)?.argument;
}

/** The units that a command line of a shell, a cron table or a script asks a manager to start, by their full names. */
export interface StartCommand {
  readonly manager: 'system' | 'user';
  readonly units: readonly string[];
}

/** Of these verbs a unit's name follows, and it is started; force-reload of an init script most often only reloads. */
const STARTING: ReadonlySet<string> = new Set([...VERBS.start, ...VERBS.restart, ...VERBS.formerRestart, ...VERBS.isolate]);
/** These start the unit only with --now. */
const ENABLING: ReadonlySet<string> = new Set(VERBS.enable);
const OPTION_WITH_VALUE = new Set([
  '-H',
  '-M',
  '-t',
  '-p',
  '-P',
  '-n',
  '-o',
  '-s',
  '--host',
  '--machine',
  '--type',
  '--state',
  '--job-mode',
  '--root',
]);
/** What is only said is not done. */
const SAYING = new Set(['echo', 'printf', 'logger', 'wall', 'log']);
/** Lines call these by hand; the other methods take more than a name and a mode, or are called by programs alone. */
const CALLED = ['StartUnit', 'RestartUnit', 'TryRestartUnit', 'ReloadOrRestartUnit'] as const satisfies readonly JobMethodName[];
const CALL = new RegExp(`(?:^|\\.)(?:${CALLED.join('|')})$`);
const QUICK = /systemctl|\bservice\b|invoke-rc\.d|init\.d\/|StartUnit|RestartUnit/;

/** Finds `systemctl start UNIT` and what does the same in a line; it does not run the line, so variables stay unknown. */
export function startCommandsOf(line: string): readonly StartCommand[] {
  if (!QUICK.test(line) || /^\s*(?:#|\/\/|;)/.test(line)) return [];
  return line
    .replace(/\s#.*$/, '')
    .replaceAll('${', '$')
    .split(/[;|&]|\$\(|`/)
    .flatMap((command) => inCommand(command.split(/[\s"'()[\]{},]+/).filter((word) => word !== '')));
}

function inCommand(words: readonly string[]): readonly StartCommand[] {
  if (SAYING.has(words[0] ?? '')) return [];
  const units = startedIn(words).flatMap((name) => {
    const completed = /[$%*?<>]/.test(name) ? undefined : completeUnitName(name);
    // What would have to be escaped is no name but another word.
    return completed?.ok === true && !completed.escaped ? [completed.name] : [];
  });
  return units.length === 0 ? [] : [{ manager: words.includes('--user') ? 'user' : 'system', units }];
}

function startedIn(words: readonly string[]): readonly string[] {
  for (const [index, word] of words.entries()) {
    const rest = words.slice(index + 1);
    const name = word.slice(word.lastIndexOf('/') + 1).replace(/^[-+!@:|]+/, '');
    const script = /^(?:.*\/)?init\.d\/([\w.-]+)$/.exec(word)?.[1];
    if (script !== undefined && STARTING.has(rest[0] ?? '')) return [script];
    if (name === 'systemctl') return ofSystemctl(rest);
    // No cron table, udev rule or script of a person calls deb-systemd-invoke: it is for the scripts of packages.
    if (name === 'service' || name === 'invoke-rc.d') {
      const [unit = '', verb = ''] = rest.filter((other) => !other.startsWith('-'));
      return STARTING.has(verb) ? [unit] : [];
    }
    if (CALL.test(word))
      return rest
        .map((other) => other.replace(/^string:/, ''))
        .filter((other) => /\.[a-z]+$/.test(other))
        .slice(0, 1);
  }
  return [];
}

function ofSystemctl(words: readonly string[]): readonly string[] {
  const operands: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (/[<>]/.test(word)) break;
    if (OPTION_WITH_VALUE.has(word)) index += 1;
    else if (!word.startsWith('-')) operands.push(word);
  }
  const [verb = '', ...units] = operands;
  return STARTING.has(verb) || (ENABLING.has(verb) && words.includes('--now')) ? units : [];
}

/** comm keeps 15 bytes (TASK_COMM_LEN in the kernel), so both forms of a long name are here. */
const NAMES: ReadonlySet<string> = new Set(CLIENT_PROGRAMS.flatMap((name) => [name, name.slice(0, 15)]));

/** A script whose interpreter was named has that one's comm; its own name is in the arguments. */
const INTERPRETERS = /^(?:sh|bash|dash|ash|busybox|perl|python[\d.]*|env|sudo)$/;

/** Whether a process of this name could have asked; `arguments` is called only where the name does not tell. */
export function isClientProgram(comm: string, commandLine: () => readonly string[] | undefined): boolean {
  if (NAMES.has(comm)) return true;
  if (!INTERPRETERS.test(comm)) return false;
  return (commandLine() ?? []).slice(0, 2).some((word) => NAMES.has(word.slice(word.lastIndexOf('/') + 1)));
}
