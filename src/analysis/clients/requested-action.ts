import type { History } from '../../history/history.ts';
import { listProperty } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { unitOfPath } from '../../systemd/bus-path.ts';
import type { RequestedAction } from '../../model/claim.ts';
import { type Activation } from '../../model/claim.ts';

const RESTARTS = ['restart', 'try-restart', 'condrestart', 'reload-or-restart', 'try-reload-or-restart', 'force-reload'];
const VERBS: Readonly<Record<RequestedAction, ReadonlySet<string>>> = {
  start: new Set(['start', ...RESTARTS, 'isolate', 'default', 'rescue', 'emergency', 'enable', 'reenable', 'enqueue-marked']),
  stop: new Set(['stop']),
  restart: new Set(RESTARTS),
  down: new Set(['stop', ...RESTARTS]),
  kill: new Set(['kill']),
};
/** These stop a unit with `--now` alone. */
const VERBS_THAT_STOP_NOW: ReadonlySet<string> = new Set(['disable', 'mask']);
const ISOLATING: ReadonlySet<string> = new Set(['default', 'rescue', 'emergency']);
/** Whatever systemctl is told to do: the first of these words is its verb, and later ones are names. */
const ALL_VERBS: ReadonlySet<string> = new Set([
  ...Object.values(VERBS).flatMap((verbs) => [...verbs]),
  ...VERBS_THAT_STOP_NOW,
  ...[
    'status',
    'show',
    'cat',
    'reload',
    'daemon-reload',
    'is-active',
    'is-enabled',
    'is-failed',
    'reset-failed',
    'unmask',
    'edit',
    'revert',
  ],
  ...['link', 'preset', 'list-units', 'list-dependencies', 'set-property', 'freeze', 'thaw', 'clean', 'help'],
]);

const RESTART_METHODS = ['RestartUnit', 'Restart', 'TryRestartUnit', 'TryRestart', 'ReloadOrRestartUnit', 'ReloadOrTryRestartUnit'];
const STOP_METHODS = ['StopUnit', 'Stop'];
const METHODS: Readonly<Record<RequestedAction, ReadonlySet<string>>> = {
  start: new Set(['Start', 'StartUnit', 'StartUnitReplace', 'StartUnitWithFlags', ...RESTART_METHODS, 'StartTransientUnit']),
  stop: new Set(STOP_METHODS),
  restart: new Set(RESTART_METHODS),
  down: new Set([...STOP_METHODS, ...RESTART_METHODS]),
  kill: new Set(['KillUnit', 'Kill', 'QueueSignalUnit', 'QueueSignal']),
};
const ENQUEUE: ReadonlySet<string> = new Set(['EnqueueUnitJob', 'EnqueueJob']);

/** Whether a method of the manager, or of a unit's object, can bring this about. */
export function isMethodFor(member: string, action: RequestedAction): boolean {
  return METHODS[action].has(member) || (action !== 'kill' && (ENQUEUE.has(member) || member === 'EnqueueMarkedJobs'));
}

/** Whether a command line asks the manager for this unit's start, or for what else was requested. What is for a user's manager asks nothing of the `system` one. */
export function asksFor(argv: readonly string[], unit: UnitRecord, action: RequestedAction = 'start', manager?: ManagerScope): boolean {
  const words = argv.map((word) => word.replace(/^["']|["']$/g, ''));
  const names = namesOf(unit);
  const isNamed = words.some((word) => names.has(word) || names.has(word.replace(/^--unit=/, '')));
  const isHere = (command: readonly string[]): boolean => manager !== 'system' || !command.includes('--user');
  if (action === 'start' && words.some((word) => /(^|\/)systemd-run$/.test(word)))
    return (
      isHere(words) &&
      unit.properties?.['Transient'] === true &&
      (isNamed || !words.some((word) => word.startsWith('--unit') || word === '-u'))
    );
  return (
    commandsIn(words).some((command) => isHere(command.words) && commandAsks(command, unit, names, action)) ||
    (isHere(words) && busAsks(words, names, action))
  );
}

function namesOf(unit: UnitRecord): ReadonlySet<string> {
  return new Set([unit.name, ...listProperty(unit.properties ?? {}, 'Names')].flatMap((name) => [name, name.replace(/\.service$/, '')]));
}

interface Command {
  readonly program: string;
  readonly words: readonly string[];
}

const PROGRAM = /(?:^|\/)(systemctl|service|invoke-rc\.d|deb-systemd-invoke)$|^(\/etc\/init\.d\/[^/]+)$/;

/** A line of a shell can hold several commands: each reaches up to the next program. */
function commandsIn(words: readonly string[]): readonly Command[] {
  const found: { program: string; words: string[] }[] = [];
  for (const word of words) {
    const [, program, script] = PROGRAM.exec(word) ?? [];
    if (program !== undefined || script !== undefined) found.push({ program: program ?? script ?? '', words: [] });
    else found.at(-1)?.words.push(word);
  }
  return found;
}

/** Whether a command line asks the manager that was observed for what came about. */
export function asksManager(
  argv: readonly string[] | undefined,
  { unit, requestedAction }: Pick<Activation, 'unit' | 'requestedAction'>,
  history: History,
): boolean {
  return asksFor(argv ?? [], unit, requestedAction, history.host()?.manager);
}

/** Whether a command line that asks for a target asks for isolate. */
export function asksToIsolate(argv: readonly string[]): boolean {
  return argv.some((word) => word === 'isolate' || ISOLATING.has(word) || /job-mode=isolate$/.test(word));
}

/** Options of systemctl that take it to another host, a container or a folder. */
const ELSEWHERE = /^-[HM]|^--(?:host|machine|root|image)(?:=|$)/;

function commandAsks({ program, words }: Command, unit: UnitRecord, names: ReadonlySet<string>, action: RequestedAction): boolean {
  if (program.startsWith('/'))
    return names.has(program.slice(program.lastIndexOf('/') + 1)) && words.some((word) => VERBS[action].has(word));
  const isNamed = words.some((word) => names.has(word) || isGlobOf(word, unit));
  if (program !== 'systemctl') return isNamed && words.some((word) => VERBS[action].has(word));
  const verb = words.find((word) => ALL_VERBS.has(word));
  if (verb === undefined || words.some((word) => ELSEWHERE.test(word))) return false;
  if (VERBS_THAT_STOP_NOW.has(verb)) return (action === 'stop' || action === 'down') && isNamed && words.includes('--now');
  if (!VERBS[action].has(verb)) return false;
  return isNamed || (ISOLATING.has(verb) && names.has(`${verb}.target`));
}

/** Patterns stand for the units that are loaded. */
function isGlobOf(word: string, { name }: UnitRecord): boolean {
  if (!/[*?]/.test(word) || word.startsWith('-')) return false;
  const pattern = word
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${pattern}$`).test(name) || (!word.includes('.') && new RegExp(`^${pattern}$`).test(name.replace(/\.service$/, '')));
}

function busAsks(words: readonly string[], names: ReadonlySet<string>, action: RequestedAction): boolean {
  const members = words.map((word) => word.slice(word.lastIndexOf('.') + 1));
  const isAsked = members.some((member) => METHODS[action].has(member));
  const isQueued = members.some((member) => ENQUEUE.has(member)) && words.some((word) => VERBS[action].has(word));
  return (isAsked || isQueued) && words.some((word) => names.has(word) || names.has(unitOfPath(word) ?? ''));
}
