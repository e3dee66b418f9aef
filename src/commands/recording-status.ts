import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import type { WriteProgress } from '../recording/write.ts';

/** The exit status of a command that also wrote a recording, once that is closed: a recording that is not whole is a failure, whatever was answered. */
export function withRecording(status: ExitStatus, written: WriteProgress | undefined): ExitStatus {
  return written?.failure === undefined ? status : EXIT_STATUS.failure;
}
