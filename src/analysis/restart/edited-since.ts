import type { Instant } from '../../model/instant.ts';
import type { History } from '../../history/history.ts';
import { filesOf } from '../jobs/declarations.ts';

/** Whether a file of the unit came to its place or was changed after a moment: then the settings that are known now need not be those of then. */
export function wasEditedSince(unit: string, at: Instant, history: History): boolean {
  return filesOf(history, unit).some(({ path, changedUsec }) => {
    const modifiedUsec = history.disk.fileOrigins.get(path)?.modifiedUsec;
    return [changedUsec, modifiedUsec].some((usec) => BigInt(usec ?? '0') > at.realtimeUsec);
  });
}
