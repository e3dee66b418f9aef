import type { History } from '../../history/history.ts';
import { namesOf, type UnitRecord } from '../../model/unit-record.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { anyOf, methodsWhere, PROGRAMS_WITH_VERBS, VERBS, type JobMethodName } from '../../systemd/client-commands.ts';
import { globOf, isGlob } from '../../glob.ts';
import { unitOfPath } from '../../systemd/bus-path.ts';
import type { Activation, RequestedAction } from '../../model/claim.ts';

const RESTARTS = [...VERBS.restart, ...VERBS.forceReload];
const VERBS_FOR: Readonly<Record<RequestedAction, ReadonlySet<string>>> = {
  start: new Set([...VERBS.start, ...RESTARTS, ...VERBS.isolate, ...VERBS.isolatedTarget, ...VERBS.enable]),
  stop: new Set(VERBS.stop),
  restart: new Set(RESTARTS),
  down: new Set([...VERBS.stop, ...RESTARTS]),
  kill: new Set(VERBS.kill),
};
/** These start, or stop, a unit with `--now` alone. */
const VERBS_THAT_START_NOW: ReadonlySet<string> = new Set(VERBS.enable);
const VERBS_THAT_STOP_NOW: ReadonlySet<string> = new Set(VERBS.disable);
const MARKED: ReadonlySet<string> = new Set(VERBS.marked);
const ISOLATING: ReadonlySet<string> = new Set(VERBS.isolatedTarget);
/** Whatever systemctl is told to do: the first of these words is its verb, and later ones are names. What acts on the host names no unit. */
const VERBS_OF_UNITS: ReadonlySet<string> = new Set([
  ...Object.values(VERBS_FOR).flatMap((verbs) => [...verbs]),
  ...VERBS.disable,
  ...VERBS.marked,
  ...VERBS.noJob,
  ...VERBS.seldom,
]);

/** Nobody was seen to call these: systemctl and the libraries call the manager's ReloadOrRestartUnit. */
const NOT_CALLED: readonly string[] = ['ReloadOrRestart', 'ReloadOrTryRestart'];
const RESTART_METHODS = methodsWhere(({ asks }) => asks === 'restart').filter((name) => !NOT_CALLED.includes(name));
const STOP_METHODS = methodsWhere(({ asks }) => asks === 'stop');
const METHODS: Readonly<Record<RequestedAction, ReadonlySet<string>>> = {
  start: new Set([...methodsWhere(({ asks }) => asks === 'start'), ...RESTART_METHODS]),
  stop: new Set(STOP_METHODS),
  restart: new Set(RESTART_METHODS),
  down: new Set([...STOP_METHODS, ...RESTART_METHODS]),
  kill: new Set(methodsWhere(({ asks }) => asks === 'kill')),
};
/** These name the job's type beside the unit; EnqueueMarkedJobs names neither. */
const ENQUEUE: ReadonlySet<string> = new Set(['EnqueueUnitJob', 'EnqueueJob'] satisfies JobMethodName[]);

/** Whether a method of the manager, or of a unit's object, can bring this about. */
export function isMethodFor(member: string, action: RequestedAction): boolean {
  return METHODS[action].has(member) || (action !== 'kill' && (ENQUEUE.has(member) || member === 'EnqueueMarkedJobs'));
}

/** Whether a command line asks the manager for this unit's start, or for what else was requested. What is for a user's manager asks nothing of the `system` one. */
export function asksFor(argv: readonly string[], unit: UnitRecord, action: RequestedAction = 'start', manager?: ManagerScope): boolean {
  const words = argv.map((word) => word.replace(/^["']|["']$/g, ''));
  const names = wordsFor(unit);
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

function wordsFor(unit: UnitRecord): ReadonlySet<string> {
  return new Set(namesOf(unit).flatMap((name) => [name, name.replace(/\.service$/, '')]));
}

interface Command {
  readonly program: string;
  readonly words: readonly string[];
}

const PROGRAM = new RegExp(`(?:^|/)(${anyOf(PROGRAMS_WITH_VERBS)})$|^(/etc/init\\.d/[^/]+)$`);

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

/** Whether a command line asks for the jobs of all units that are marked (`Markers=` of systemctl(1), since v248), and so names none: it may have asked for any unit. */
export function asksForMarked(argv: readonly string[]): boolean {
  return commandsIn(argv).some(({ program, words }) => program === 'systemctl' && isForMarked(words));
}

function isForMarked(words: readonly string[]): boolean {
  return words.includes('--marked') || MARKED.has(words.find((word) => VERBS_OF_UNITS.has(word)) ?? '');
}

/** Options of systemctl that take it to another host, a container or a folder. */
const ELSEWHERE = /^-[HM]|^--(?:host|machine|root|image)(?:=|$)/;

function commandAsks({ program, words }: Command, unit: UnitRecord, names: ReadonlySet<string>, action: RequestedAction): boolean {
  if (program.startsWith('/'))
    return names.has(program.slice(program.lastIndexOf('/') + 1)) && words.some((word) => VERBS_FOR[action].has(word));
  const isNamed = words.some((word) => names.has(word) || isGlobOf(word, unit));
  if (program !== 'systemctl') return isNamed && words.some((word) => VERBS_FOR[action].has(word));
  const verb = words.find((word) => VERBS_OF_UNITS.has(word));
  if (verb === undefined || words.some((word) => ELSEWHERE.test(word))) return false;
  if (isForMarked(words)) return action !== 'stop' && action !== 'kill';
  if (VERBS_THAT_STOP_NOW.has(verb)) return (action === 'stop' || action === 'down') && isNamed && words.includes('--now');
  if (!VERBS_FOR[action].has(verb) || (VERBS_THAT_START_NOW.has(verb) && !words.includes('--now'))) return false;
  return isNamed || (ISOLATING.has(verb) && names.has(`${verb}.target`));
}

/** Patterns stand for the units that are loaded; without a dot they are those of services. */
function isGlobOf(word: string, { name }: UnitRecord): boolean {
  if (!isGlob(word) || word.startsWith('-')) return false;
  const glob = globOf(word);
  return glob.matches(name) || (!word.includes('.') && glob.matches(name.replace(/\.service$/, '')));
}

function busAsks(words: readonly string[], names: ReadonlySet<string>, action: RequestedAction): boolean {
  const members = words.map((word) => word.slice(word.lastIndexOf('.') + 1));
  const isAsked = members.some((member) => METHODS[action].has(member));
  const isQueued = members.some((member) => ENQUEUE.has(member)) && words.some((word) => VERBS_FOR[action].has(word));
  return (isAsked || isQueued) && words.some((word) => names.has(word) || names.has(unitOfPath(word) ?? ''));
}
