import type { ClientDescription } from './cause.ts';

/** What took too long, by the state that the unit was in: see service_dispatch_timer() in src/core/service.c and its siblings. */
export type TimedOutOperation = 'start' | 'run' | 'reload' | 'stop' | 'clean';

/** What a line about a unit says. */
export type UnitLogEvent =
  | { readonly event: 'restart-scheduled'; readonly nRestarts?: number; readonly onClientRequest: boolean }
  | {
      readonly event: 'process-exit';
      readonly process: 'main' | 'control';
      readonly code: string;
      readonly status: number;
      readonly statusName?: string;
      /** The setting whose process it was: `ExecStart`, `ExecStartPre`, `ExecStop`, of a mount `ExecMount` …, as far as systemd says. */
      readonly command?: string;
    }
  | { readonly event: 'succeeded' }
  | { readonly event: 'failed'; readonly result: string }
  | { readonly event: 'exec-condition-skipped' }
  | { readonly event: 'start-limit-hit' }
  | { readonly event: 'triggering'; readonly setting: 'OnFailure' | 'OnSuccess' }
  | { readonly event: 'automount-request'; readonly pid?: number; readonly comm?: string }
  | { readonly event: 'special-unit-activated' }
  | { readonly event: 'default-target-queued' }
  | { readonly event: 'emergency-action'; readonly action: string }
  /** No WATCHDOG=1 came in time; `limit` as systemd writes it, e.g. `3s`. */
  | { readonly event: 'watchdog-timeout'; readonly limit?: string }
  /** An operation took too long; `state` is the state of the service when systemd names it, e.g. `start-pre`, `stop-sigterm`. */
  | { readonly event: 'timed-out'; readonly operation: TimedOutOperation; readonly state?: string; readonly text: string }
  /** A signal that systemd sent: of its own, or because a client called KillUnit (told up to 262, by name from 252 on). */
  | {
      readonly event: 'kill-sent';
      readonly signal: string;
      readonly pid?: number;
      readonly comm?: string;
      readonly onClientRequest: boolean;
    }
  /** The kernel killed a process of the unit for want of memory. */
  | { readonly event: 'oom-kill' }
  | { readonly event: 'oomd-kill'; readonly processes?: number }
  /** A process of the unit could not be made: which step of exec_child() failed (`CHDIR`, `EXEC` …), for which file. */
  | { readonly event: 'spawn-failed'; readonly step?: string; readonly executable?: string; readonly reason?: string }
  /** What a service promised by its Type= or PIDFile= did not come: "Daemon never wrote its PID file. Failing." and the like. */
  | { readonly event: 'protocol-broken'; readonly text: string }
  /** JobTimeoutSec=, JobRunningTimeoutSec=: the job was given up. */
  | { readonly event: 'job-timed-out'; readonly unit: string; readonly jobType: string }
  /** A job of the unit ended badly: "Job X/start failed with result 'dependency'." */
  | { readonly event: 'job-failed'; readonly unit: string; readonly jobType: string; readonly result: string }
  /**
   * Jobs that wait for each other, in the order told; the line is a fact of each unit that it names. `deleted` is the job that was dropped
   * to break the cycle, `unbreakable` that none could be.
   */
  | {
      readonly event: 'ordering-cycle';
      readonly units: readonly string[];
      readonly deleted?: { readonly unit: string; readonly jobType: string };
      readonly unbreakable?: true;
    }
  /** sd_notify() by a process from which NotifyAccess= takes none. */
  | { readonly event: 'notify-ignored'; readonly pid: number; readonly why: string }
  /** A socket or path unit gave up because it triggered too often. */
  | { readonly event: 'trigger-limit-hit' }
  /** A line of a unit file that systemd did not understand, or would not take. */
  | { readonly event: 'setting-ignored'; readonly path: string; readonly line?: number; readonly text: string }
  /** The unit as a whole was refused: no ExecStart=, Type=oneshot with Restart=always … */
  | { readonly event: 'unit-refused'; readonly text: string }
  /** Upholds= of an active unit started it too often, and will do so later (manager_dispatch_start_when_upheld_queue()). */
  | { readonly event: 'upheld-later'; readonly upholder: string }
  /** StopWhenUnneeded=; logged at debug level. */
  | { readonly event: 'stop-when-unneeded' }
  /** BindsTo= of a unit that went down; logged at debug level. */
  | { readonly event: 'bound-stop'; readonly culprit?: string };

/** The programs whose lines tell who asked for a start. */
export type ClientProgram = 'sudo' | 'cron' | 'polkit' | 'ansible' | 'needrestart' | 'dpkg' | 'apt' | 'at' | 'logind' | 'puppet' | 'audit';

/** The same, and `daemon-reload`: what the manager itself logs of one, from v254 on. */
export type LoggingProgram = ClientProgram | 'daemon-reload';

/** What a program logged of what it was asked to do: the user is who asked it, the process the one that logged, or that the record is about. */
export interface CommandLogged extends Pick<ClientDescription, 'pid' | 'uid' | 'loginUid' | 'user' | 'comm' | 'unit' | 'session' | 'tty'> {
  readonly event: 'command-logged';
  readonly program: LoggingProgram;
  readonly ppid?: number;
  /** Who wrote the line, where that was not root: the uid came with the message, where the rest of what journald adds is looked up later. */
  readonly writtenBy?: number;
  /** The command line as it was logged. */
  readonly command?: string;
  /** The units that the line says are to be started; names without a suffix are services. */
  readonly units?: readonly string[];
  /** The units that it says are to be stopped. */
  readonly stops?: readonly string[];
  /** Whether the line comes before what it tells of (the rule), after it, or on either side. */
  readonly when?: 'after' | 'around';
  /** A person logged in: their own manager is started as well. */
  readonly opensSession?: true;
  /** It tells that something ran that may start units, and not what. */
  readonly opaque?: true;
  /** Records with the same number tell of one call. */
  readonly auditId?: string;
}
