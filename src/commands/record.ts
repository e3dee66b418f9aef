import { KnownError } from '../errors.ts';
import type { ExitStatus } from '../exit-status.ts';
import type { RecordRequest, Terminal } from './request.ts';

/** `whyalive record [UNIT…]`: writes what is observed to a file until stopped. */
export function record(_request: RecordRequest, _terminal: Terminal): Promise<ExitStatus> {
  throw new KnownError('record is being written; use watch -w meanwhile');
}
