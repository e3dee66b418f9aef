import type { ProcessDescription } from '../../model/observation.ts';

type Parents = NonNullable<ProcessDescription['parents']>;

/** The processes of a scan, each with all of its parents: those that several have are told once. */
export function withWholeParents(processes: readonly ProcessDescription[]): readonly ProcessDescription[] {
  if (processes.every(({ parentsFrom }) => parentsFrom === undefined)) return processes;
  const chains = new Map<number, Parents>();
  return processes.map((process) => {
    const { parentsFrom, parents = [], ...rest } = process;
    const shared = parentsFrom === undefined ? [] : (chains.get(parentsFrom) ?? []);
    const whole = [...parents, ...shared].slice(0, MOST_PARENTS);
    for (const [index, { pid }] of parents.entries()) if (!chains.has(pid)) chains.set(pid, whole.slice(index));
    return whole.length === 0 ? rest : { ...rest, parents: whole };
  });
}

const MOST_PARENTS = 64;
