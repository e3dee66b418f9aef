import { KnownError } from '../errors.ts';
import type { ExitStatus } from '../exit-status.ts';
import type { CatchRequest, Terminal } from './request.ts';

/** `whyalive catch UNIT`: waits for the next start and tells who did it. */
export function catchStart(_request: CatchRequest, _terminal: Terminal): Promise<ExitStatus> {
  throw new KnownError('catch is being written; use watch meanwhile');
}
