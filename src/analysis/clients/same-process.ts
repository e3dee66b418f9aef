import type { ProcessDescription } from '../../model/observation.ts';

/** sudo and the like ask through a child of theirs; a copy of the process itself is no such child. */
export function isChildOf(process: ProcessDescription, parent: number): boolean {
  return process.parents?.some(({ pid, cmdline }) => pid === parent && cmdline?.join('\0') !== process.cmdline?.join('\0')) === true;
}

/** systemctl forks a password agent, which for a moment looks like itself; somebody else with the same command does not descend from it. */
export function isCopyOf(process: ProcessDescription, original: ProcessDescription): boolean {
  return (
    process.cmdline?.join('\0') === original.cmdline?.join('\0') &&
    process.uid === original.uid &&
    (process.pid === original.pid || process.parents?.some(({ pid }) => pid === original.pid) === true)
  );
}
