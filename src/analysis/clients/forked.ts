import type { ProcessDescription } from '../../model/observation.ts';
import { defined } from '../../defined.ts';
import { BINARIES_THAT_NAME } from '../../systemd/client-commands.ts';

const CALLERS: ReadonlySet<string> = new Set(BINARIES_THAT_NAME);

/** Whether a program calls the manager itself, as systemctl does and a script that runs systemctl does not: what it forks, an agent for passwords or a pager, asks for nothing. */
export function callsItself({ comm, cmdline }: Named): boolean {
  const program = cmdline?.[0] ?? comm ?? '';
  return CALLERS.has(program.slice(program.lastIndexOf('/') + 1));
}

/** A process without a command line whose parent calls the manager itself: an agent, seen while it executed its program or ended. */
export function isAgent({ cmdline = [], parents }: ProcessDescription): boolean {
  const [parent] = parents ?? [];
  return cmdline.length === 0 && parent !== undefined && callsItself(parent);
}

/** The processes that stand behind those that were seen, each once. */
export function originalsOf(seen: readonly ProcessDescription[]): readonly ProcessDescription[] {
  const found = new Map<number, ProcessDescription>();
  for (const original of seen.map((process) => originalOf(process, seen)))
    if (found.get(original.pid)?.cmdline === undefined) found.set(original.pid, original);
  return [...found.values()];
}

/**
 * The process that stands behind one that was seen: a fork that has executed nothing since has the command line of its parent, and an agent has none; neither is who asked.
 * Of an original that is not among `seen`, what is known by its fork.
 */
function originalOf(process: ProcessDescription, seen: readonly ProcessDescription[]): ProcessDescription {
  const [parent, ...parents] = process.parents ?? [];
  if (parent === undefined || !(isAgent(process) || isForkOf(process, parent))) return process;
  const known = seen.find((other) => other.pid === parent.pid && hasSameLine(other, parent));
  const { uid, user, euid, ageMs, loginUid, loginUser, session, tty, unit } = process;
  const byFork = defined({
    ...{ uid, user, euid, ageMs, loginUid, loginUser, session, tty, unit, ...parent, ppid: parents[0]?.pid },
    parents: parents.length === 0 ? undefined : parents,
  });
  return originalOf(known ?? byFork, seen);
}

type Named = Pick<ProcessDescription, 'comm' | 'cmdline'>;

function isForkOf(process: Named, parent: Named): boolean {
  return parent.cmdline !== undefined && hasSameLine(process, parent) && (process.comm === parent.comm || callsItself(parent));
}

function hasSameLine(one: Named, other: Named): boolean {
  return one.cmdline?.join('\0') === other.cmdline?.join('\0');
}
