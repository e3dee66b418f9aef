import { EXIT_STATUS, type ExitStatus } from './exit-status.ts';

/** A failure that a person can do something about: one sentence with what, why and what to do, and the exit status. Only cli.ts prints it. */
export class KnownError extends Error {
  override readonly name: string = 'KnownError';
  constructor(
    message: string,
    readonly exitStatus: ExitStatus = EXIT_STATUS.failure,
  ) {
    super(message);
  }
}

/** The command line asks for something that cannot be. */
export class UsageError extends KnownError {
  override readonly name = 'UsageError';
  constructor(message: string) {
    super(message, EXIT_STATUS.usage);
  }
}

/** The unit that was asked for does not exist. */
export class NoSuchUnitError extends KnownError {
  override readonly name = 'NoSuchUnitError';
  constructor(message: string) {
    super(message, EXIT_STATUS.noSuchUnit);
  }
}

/** A source cannot be read at all; `remedy` says what would help. */
export class SourceError extends KnownError {
  override readonly name = 'SourceError';
  constructor(
    message: string,
    readonly remedy?: string,
  ) {
    super(remedy === undefined ? message : `${message}; ${remedy}`);
  }
}
