import type { TrueJobType } from './truth.ts';

/** A message of sd-bus, as the manager logs it at debug level. */
export interface BusMessage {
  readonly type: string;
  readonly sender?: string;
  readonly destination?: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly cookie: number;
  readonly replyCookie: number;
}

/** What a line of a manager says, as far as it matters. The forms are those of 247, 252, 257 and 262. */
export type Told =
  /** manager_add_job() in src/core/manager.c. */
  | { readonly kind: 'trying'; readonly unit: string; readonly type: TrueJobType; readonly mode: string }
  | { readonly kind: 'enqueued'; readonly unit: string; readonly id: number }
  /** src/core/job.c. */
  | { readonly kind: 'installed' | 'reinstalled'; readonly unit: string; readonly type: TrueJobType; readonly id: number }
  | { readonly kind: 'merged'; readonly unit: string; readonly type: TrueJobType; readonly into: TrueJobType; readonly id: number }
  | { readonly kind: 'finished'; readonly unit: string; readonly type: TrueJobType; readonly id: number; readonly result: string }
  | { readonly kind: 'converting'; readonly unit: string; readonly to: TrueJobType }
  /** The set_state() function of each type of unit. */
  | { readonly kind: 'changed'; readonly unit: string; readonly from: string; readonly to: string }
  | { readonly kind: 'got' | 'sent'; readonly message: BusMessage }
  | { readonly kind: 'peer'; readonly pid: number; readonly comm: string }
  | { readonly kind: 'accepted' | 'disconnected' }
  | { readonly kind: 'varlink'; readonly method: string }
  | { readonly kind: 'trigger'; readonly by: 'timer' | 'path' | 'socket'; readonly unit: string }
  | { readonly kind: 'automount'; readonly unit: string; readonly pid?: number; readonly comm?: string }
  | { readonly kind: 'automount-idle'; readonly unit: string }
  /** service_dispatch_timer(), and after the job is queued service_enter_restart(). */
  | { readonly kind: 'restart-due'; readonly unit: string }
  | { readonly kind: 'restart-scheduled'; readonly unit: string; readonly isOnRequest: boolean }
  | { readonly kind: 'termination'; readonly on: 'on-failure' | 'on-success'; readonly unit: string }
  | { readonly kind: 'termination-done'; readonly unit: string }
  | { readonly kind: 'upheld' | 'bound'; readonly unit: string; readonly by: string }
  | { readonly kind: 'unneeded'; readonly unit: string }
  | { readonly kind: 'default-target' }
  | { readonly kind: 'signal'; readonly signal: string; readonly pid?: number; readonly comm?: string }
  | { readonly kind: 'special-unit'; readonly unit: string }
  | { readonly kind: 'emergency'; readonly unit?: string }
  | { readonly kind: 'reloading' | 'reloaded' | 'reexecuting' | 'started' }
  | { readonly kind: 'log-level'; readonly level: string }
  | {
      readonly kind: 'process-ended';
      readonly unit: string;
      readonly process: string;
      readonly code: 'exited' | 'killed' | 'dumped';
      readonly status: number;
      readonly name: string;
    }
  | { readonly kind: 'process-began'; readonly unit: string }
  | { readonly kind: 'timed-out'; readonly unit: string; readonly what: 'runtime' | 'start' | 'watchdog' | 'other' }
  | { readonly kind: 'result'; readonly unit: string; readonly result: string }
  /** Something died and the manager goes through its own queue: what was about to be enqueued has been. */
  | { readonly kind: 'other-event' };

type Decoder = readonly [RegExp, (groups: readonly string[]) => Told | undefined];

const JOB_TYPES: ReadonlySet<string> = new Set<TrueJobType>([
  ...(['start', 'stop', 'restart', 'try-restart', 'reload', 'try-reload', 'reload-or-start', 'verify-active', 'nop'] as const),
]);

const DECODERS: readonly Decoder[] = [
  [
    /^(\S+): Trying to enqueue job \S+\/([a-z-]+)\/([a-z-]+)$/,
    ([unit, type, mode]) => withType(type, (t) => ({ kind: 'trying', unit: unit ?? '', type: t, mode: mode ?? '' })),
  ],
  [/^(\S+): Enqueued job \S+\/[a-z-]+ as (\d+)$/, ([unit, id]) => ({ kind: 'enqueued', unit: unit ?? '', id: Number(id) })],
  [
    /^(\S+): (Installed new|Reinstalled deserialized) job \S+\/([a-z-]+) as (\d+)$/,
    ([unit, how, type, id]) =>
      withType(type, (t) => ({ kind: how === 'Installed new' ? 'installed' : 'reinstalled', unit: unit ?? '', type: t, id: Number(id) })),
  ],
  [
    /^(\S+): Merged \S+\/([a-z-]+) into installed job \S+\/([a-z-]+) as (\d+)$/,
    ([unit, type, into, id]) =>
      withType(type, (t) => withType(into, (i) => ({ kind: 'merged', unit: unit ?? '', type: t, into: i, id: Number(id) }))),
  ],
  [
    /^(\S+): Merged into running job, re-running: \S+\/([a-z-]+) as (\d+)$/,
    ([unit, type, id]) => withType(type, (t) => ({ kind: 'merged', unit: unit ?? '', type: t, into: t, id: Number(id) })),
  ],
  [
    /^(\S+): Job (\d+) \S+\/([a-z-]+) finished, result=(\S+)$/,
    ([unit, id, type, result]) =>
      withType(type, (t) => ({ kind: 'finished', unit: unit ?? '', type: t, id: Number(id), result: result ?? '' })),
  ],
  [
    /^(\S+): Converting job \S+\/[a-z-]+ -> \S+\/([a-z-]+)$/,
    ([unit, to]) => withType(to, (t) => ({ kind: 'converting', unit: unit ?? '', to: t })),
  ],
  [/^(\S+?):? [Cc]hanged (\S+) -> (\S+)$/, ([unit, from, to]) => ({ kind: 'changed', unit: unit ?? '', from: from ?? '', to: to ?? '' })],
  [
    /^(Got|Sent) message type=(\S+) sender=(\S+) destination=(\S+) path=(\S+) interface=(\S+) member=(\S+) +cookie=(\d+) reply_cookie=(\d+) /,
    ([direction, type, sender, destination, path, iface, name, cookie, replyCookie]) => ({
      kind: direction === 'Got' ? 'got' : 'sent',
      message: {
        type: type ?? '',
        ...(sender === 'n/a' || sender === undefined ? {} : { sender }),
        ...(destination === 'n/a' || destination === undefined ? {} : { destination }),
        path: path ?? '',
        interface: iface ?? '',
        member: name ?? '',
        cookie: Number(cookie),
        replyCookie: Number(replyCookie),
      },
    }),
  ],
  [
    /^Accepting direct incoming connection from (\d+) \((.*)\) \[.*\]$/,
    ([pid, comm]) => ({ kind: 'peer', pid: Number(pid), comm: comm ?? '' }),
  ],
  [/^Accepted new private connection\.$/, () => ({ kind: 'accepted' })],
  [/^Got disconnect on private connection\.$/, () => ({ kind: 'disconnected' })],
  [/^varlink[^ ]*: (?:Received|Got) message: .*"method" ?: ?"([\w.]+)"/, ([method]) => ({ kind: 'varlink', method: method ?? '' })],
  [
    /^(\S+): (?:Timer elapsed|Time change, triggering activation|Timezone change, triggering activation)\.$/,
    ([unit]) => ({ kind: 'trigger', by: 'timer', unit: unit ?? '' }),
  ],
  [/^(\S+): Got triggered(?: by '.*')?\.$/, ([unit]) => ({ kind: 'trigger', by: 'path', unit: unit ?? '' })],
  [/^(\S+): Incoming traffic$/, ([unit]) => ({ kind: 'trigger', by: 'socket', unit: unit ?? '' })],
  [
    /^(\S+): Got automount request for .*, triggered by (\d+) \((.*)\)$/,
    ([unit, pid, comm]) => ({ kind: 'automount', unit: unit ?? '', pid: Number(pid), comm: comm ?? '' }),
  ],
  [/^(\S+): Got direct mount request on /, ([unit]) => ({ kind: 'automount', unit: unit ?? '' })],
  [/^(\S+): Got direct umount request on /, ([unit]) => ({ kind: 'automount-idle', unit: unit ?? '' })],
  [
    /^(\S+): Service (?:RestartSec=|restart interval |has no hold-off time ).*, scheduling restart\.$/,
    ([unit]) => ({ kind: 'restart-due', unit: unit ?? '' }),
  ],
  [
    /^(\S+): Scheduled restart job( immediately on client request)?, restart counter is at \d+\.$/,
    ([unit, request]) => ({ kind: 'restart-scheduled', unit: unit ?? '', isOnRequest: request !== undefined }),
  ],
  [
    /^(\S+): Triggering (OnFailure|OnSuccess)= dependencies\.$/,
    ([unit, on]) => ({ kind: 'termination', on: on === 'OnFailure' ? 'on-failure' : 'on-success', unit: unit ?? '' }),
  ],
  [/^(\S+): Triggering On(?:Failure|Success)= dependencies done /, ([unit]) => ({ kind: 'termination-done', unit: unit ?? '' })],
  [/^(\S+): Unit is started because upheld by active unit (\S+)\.$/, ([unit, by]) => ({ kind: 'upheld', unit: unit ?? '', by: by ?? '' })],
  [
    /^(\S+): Unit is (?:stopped because )?bound to inactive unit (\S+)\.(?: Stopping, too\.)?$/,
    ([unit, by]) => ({ kind: 'bound', unit: unit ?? '', by: by ?? '' }),
  ],
  [/^(\S+): Unit is not needed anymore\.$/, ([unit]) => ({ kind: 'unneeded', unit: unit ?? '' })],
  [/^Activating default unit: /, () => ({ kind: 'default-target' })],
  [
    /^Received (SIG(?!CHLD)[A-Z0-9+]+)(?: from PID (\d+) \((.*)\))?\.$/,
    ([signal, pid, comm]) => ({
      kind: 'signal',
      signal: signal ?? '',
      ...(pid === undefined ? {} : { pid: Number(pid) }),
      ...(comm === undefined ? {} : { comm }),
    }),
  ],
  [/^Activating special unit (\S+?)(?:\.\.\.|…)?$/, ([unit]) => ({ kind: 'special-unit', unit: unit ?? '' })],
  [
    /^(?:Rebooting|Soft-rebooting|Exiting|Powering off|Executing kexec|Halting): (?:unit (\S+) (?:failed|succeeded)|.*)$/,
    ([unit]) => (unit === undefined ? { kind: 'emergency' } : { kind: 'emergency', unit }),
  ],
  [/^Reloading(?:\.|\.\.\.)$/, () => ({ kind: 'reloading' })],
  [/^Reloading finished in /, () => ({ kind: 'reloaded' })],
  [/^Reexecuting\.$/, () => ({ kind: 'reexecuting' })],
  [/^systemd \S+ running in (?:system|user|system|test system) mode/, () => ({ kind: 'started' })],
  [/^Setting log level to (\w+)\.$/, ([level]) => ({ kind: 'log-level', level: level ?? '' })],
  [
    /^(\S+): (Main|Control|Mount|Swap|[A-Z]\w*) process exited, code=(exited|killed|dumped), status=(\d+)\/(\S+)/,
    ([unit, process, code, status, name]) => ({
      kind: 'process-ended',
      unit: unit ?? '',
      process: (process ?? '').toLowerCase(),
      code: code === 'killed' || code === 'dumped' ? code : 'exited',
      status: Number(status),
      name: name ?? '',
    }),
  ],
  [/^(\S+): Will spawn child /, ([unit]) => ({ kind: 'process-began', unit: unit ?? '' })],
  [
    /^(\S+): (?:Service|Scope) reached runtime time limit\. Stopping\.$/,
    ([unit]) => ({ kind: 'timed-out', unit: unit ?? '', what: 'runtime' }),
  ],
  [/^(\S+): Watchdog timeout /, ([unit]) => ({ kind: 'timed-out', unit: unit ?? '', what: 'watchdog' })],
  [
    /^(\S+): (?:(?:condition|start|start-pre|start-post|start-chown) operation|Starting|Mounting|Activation) timed out\./,
    ([unit]) => ({ kind: 'timed-out', unit: unit ?? '', what: 'start' }),
  ],
  [/^(\S+): Failed with result '(\S+)'\.$/, ([unit, result]) => ({ kind: 'result', unit: unit ?? '', result: result ?? '' })],
  [/^(\S+): (?:Succeeded|Deactivated successfully)\.$/, ([unit]) => ({ kind: 'result', unit: unit ?? '', result: 'success' })],
  [/^(\S+): Skipped due to 'exec-condition'\.$/, ([unit]) => ({ kind: 'result', unit: unit ?? '', result: 'exec-condition' })],
  [/^(?:Received SIGCHLD|Child \d+ )/, () => ({ kind: 'other-event' })],
];

/** Undefined for a line that says nothing of all this. */
export function decode(message: string): Told | undefined {
  for (const [pattern, tell] of DECODERS) {
    const match = pattern.exec(message);
    if (match !== null) return tell(match.slice(1));
  }
  return undefined;
}

function withType(text: string | undefined, tell: (type: TrueJobType) => Told | undefined): Told | undefined {
  return isJobType(text) ? tell(text) : undefined;
}

function isJobType(text: string | undefined): text is TrueJobType {
  return text !== undefined && JOB_TYPES.has(text);
}
