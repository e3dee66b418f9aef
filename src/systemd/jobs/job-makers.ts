/** One place of the manager's source where a job comes from. Files are those of src/core; versions are the first, and the last, that has it. */
interface JobMaker {
  readonly file: string;
  /** The functions that call manager_add_job() and its like, or that queue what calls it; those of later versions too. */
  readonly functions: readonly string[];
  readonly makes: 'start' | 'stop' | 'start and stop';
  readonly since?: number;
  readonly until?: number;
  /** What has to happen. */
  readonly when: string;
}

/**
 * All that can put a start or stop job on a unit: every caller of manager_add_job(), manager_add_job_by_name() and job_install() in v247, v252, v255, v257 and v262, and every
 * branch of transaction_add_job_and_dependencies(), by which a job brings others. Not listed: reloads (manager_propagate_reload(), JOB_RELOAD), verify-active jobs, which start
 * and stop nothing, and job_install_deserialized(), which takes over jobs that there were.
 */
export const JOB_MAKERS = {
  call: {
    file: 'dbus-unit.c',
    functions: ['bus_unit_queue_job', 'bus_unit_queue_job_one', 'method_start_transient_unit', 'method_enqueue_unit_job_many'],
    makes: 'start and stop',
    when: 'a client calls StartUnit, StopUnit, RestartUnit, EnqueueUnitJob, StartTransientUnit and the like; dbus-broker does it for who asked for a bus name',
  },
  'varlink-call': {
    file: 'varlink-unit.c',
    functions: ['varlink_unit_queue_job_one'],
    makes: 'start and stop',
    since: 260,
    when: 'a client asks over Varlink',
  },
  'marked-jobs': {
    file: 'dbus-manager.c',
    functions: ['method_enqueue_marked_jobs'],
    makes: 'start and stop',
    since: 248,
    when: 'a client has the units restarted that are marked so',
  },
  'bus-activation': {
    file: 'dbus.c',
    functions: ['signal_activation_request'],
    makes: 'start',
    when: 'dbus-daemon passes on that somebody asked for a bus name',
  },
  'default-target': {
    file: 'main.c',
    functions: ['do_queue_default_job'],
    makes: 'start and stop',
    when: 'the manager starts: it isolates the default target',
  },
  signal: {
    file: 'manager.c',
    functions: ['manager_start_special', 'manager_handle_ctrl_alt_del'],
    makes: 'start and stop',
    when: 'the manager gets a signal that stands for a unit; three of them isolate it',
  },
  'emergency-action': {
    file: 'emergency-action.c',
    functions: ['emergency_action'],
    makes: 'start',
    when: 'FailureAction=, SuccessAction=, StartLimitAction=, JobTimeoutAction= or CtrlAltDelBurstAction= starts a target that takes the machine down',
  },
  timer: { file: 'timer.c', functions: ['timer_enter_running'], makes: 'start', when: 'a timer elapses' },
  path: { file: 'path.c', functions: ['path_enter_running'], makes: 'start', when: 'a path unit sees what it waits for' },
  socket: { file: 'socket.c', functions: ['socket_enter_running'], makes: 'start', when: 'there is traffic on a socket' },
  'socket-deferred': {
    file: 'socket.c',
    functions: ['socket_stop_notify'],
    makes: 'start',
    since: 258,
    when: 'DeferTrigger=: what was in the way of an earlier trigger has stopped',
  },
  automount: {
    file: 'automount.c',
    functions: ['automount_enter_running'],
    makes: 'start',
    when: 'a process walks into an automount point',
  },
  'automount-expiry': {
    file: 'automount.c',
    functions: ['automount_dispatch_io'],
    makes: 'stop',
    when: 'TimeoutIdleSec=: nobody has used the mount for a while',
  },
  'device-wants': {
    file: 'device.c',
    functions: ['device_add_udev_wants'],
    makes: 'start',
    when: 'udev gives SYSTEMD_WANTS to a device that is there already',
  },
  restart: {
    file: 'service.c',
    functions: ['service_enter_restart'],
    makes: 'start and stop',
    when: 'Restart= of the service itself: up to v253 a restart job, later a start job that restarts what depends on it',
  },
  upheld: {
    file: 'manager.c',
    functions: ['manager_dispatch_start_when_upheld_queue', 'manager_ratelimit_requeue'],
    makes: 'start',
    since: 249,
    when: 'Upholds= of a unit that is active: at once when this one went down, or later where that happened too often',
  },
  unneeded: {
    file: 'manager.c',
    functions: ['manager_dispatch_stop_when_unneeded_queue', 'unit_check_unneeded'],
    makes: 'stop',
    when: 'StopWhenUnneeded=: nothing that is active needs it, be it that the last one went down, that it came up, or that a job of either ended',
  },
  bound: {
    file: 'manager.c',
    functions: ['manager_dispatch_stop_when_bound_queue', 'unit_check_binds_to'],
    makes: 'stop',
    when: 'BindsTo= of a unit that is down while this one is active',
  },
  'retroactive-start': {
    file: 'unit.c',
    functions: ['retroactively_start_dependencies'],
    makes: 'start',
    when: 'a unit becomes active without a job, or waits for its Restart=: Requires=, BindsTo=, Wants= and Upholds= of it',
  },
  'retroactive-conflict': {
    file: 'unit.c',
    functions: ['retroactively_start_dependencies'],
    makes: 'stop',
    when: 'a unit becomes active without a job, or waits for its Restart=: Conflicts= in either direction',
  },
  'retroactive-stop': {
    file: 'unit.c',
    functions: ['retroactively_stop_dependencies'],
    makes: 'stop',
    when: 'a unit goes down without a stop job: what is BindsTo= it, and from v249 on what it has in PropagatesStopTo=',
  },
  'on-failure': {
    file: 'unit.c',
    functions: ['unit_start_on_failure', 'unit_start_on_termination_deps'],
    makes: 'start and stop',
    when: 'OnFailure= of a unit that failed, or whose job timed out or failed for a dependency; with OnFailureJobMode=isolate it stops all else',
  },
  'on-success': {
    file: 'unit.c',
    functions: ['unit_start_on_failure', 'unit_start_on_termination_deps'],
    makes: 'start and stop',
    since: 249,
    when: 'OnSuccess= of a unit that went down well, also by a stop; with OnSuccessJobMode=isolate it stops all else',
  },
  'pull-in': {
    file: 'transaction.c',
    functions: ['transaction_add_job_and_dependencies'],
    makes: 'start',
    when: 'a unit with a start or restart job has this one in Requires=, BindsTo=, Wants= or Upholds=',
  },
  conflict: {
    file: 'transaction.c',
    functions: ['transaction_add_job_and_dependencies'],
    makes: 'stop',
    when: 'a unit with a start or restart job has this one in Conflicts=, or the other way round',
  },
  'stop-propagation': {
    file: 'transaction.c',
    functions: ['transaction_add_job_and_dependencies'],
    makes: 'stop',
    when: 'a unit with a stop job, be it down already, is one that this one Requires=, BindsTo=, is PartOf= or has in Requisite=, or has it in PropagatesStopTo=',
  },
  'restart-propagation': {
    file: 'transaction.c',
    functions: ['transaction_add_job_and_dependencies'],
    makes: 'start and stop',
    when: 'the same of a unit with a restart job, or from v254 on with that of its Restart=',
  },
  isolate: {
    file: 'transaction.c',
    functions: ['transaction_add_isolate_jobs'],
    makes: 'stop',
    when: 'another unit is isolated that does not bring this one',
  },
  triggering: {
    file: 'transaction.c',
    functions: ['transaction_add_triggering_jobs'],
    makes: 'stop',
    when: 'a client stops what this one triggers in mode `triggering`',
  },
} as const satisfies Record<string, JobMaker>;

export type JobMakerName = keyof typeof JOB_MAKERS;

type Makes<What extends string> = {
  [Name in JobMakerName]: (typeof JOB_MAKERS)[Name]['makes'] extends What | 'start and stop' ? Name : never;
}[JobMakerName];

/** What can have made a job that started a unit. */
export type StartMaker = Makes<'start'>;
/** What can have made a job that stopped a unit. */
export type StopMaker = Makes<'stop'>;

/** A row with the versions that only some have. */
export function jobMaker(name: JobMakerName): JobMaker {
  return JOB_MAKERS[name];
}

/** Whether this version of the manager has it; a version that is not known may have all. */
export function hasJobMaker(name: JobMakerName, version: number): boolean {
  const { since = 0, until = Infinity } = jobMaker(name);
  return version === 0 || (version >= since && version <= until);
}
