/**
 * The D-Bus properties that observations keep, of units and of every unit type; the rest (some 250 per service) is dropped at the source.
 * Names: org.freedesktop.systemd1(5).
 */
export const KEPT_PROPERTIES: ReadonlySet<string> = new Set([
  // Unit
  'Id', 'Names', 'Following', 'Description', 'LoadState', 'LoadError', 'ActiveState', 'SubState', 'FragmentPath', 'SourcePath', 'DropInPaths',
  'UnitFileState', 'NeedDaemonReload', 'Transient', 'InvocationID', 'Job', 'ActivationDetails',
  'StateChangeTimestamp', 'StateChangeTimestampMonotonic', 'InactiveExitTimestamp', 'InactiveExitTimestampMonotonic',
  'ActiveEnterTimestamp', 'ActiveEnterTimestampMonotonic', 'ActiveExitTimestamp', 'ActiveExitTimestampMonotonic',
  'InactiveEnterTimestamp', 'InactiveEnterTimestampMonotonic', 'ConditionResult', 'ConditionTimestampMonotonic', 'AssertResult',
  'Requires', 'Requisite', 'Wants', 'BindsTo', 'PartOf', 'Upholds', 'RequiredBy', 'RequisiteOf', 'WantedBy', 'BoundBy', 'UpheldBy', 'ConsistsOf',
  'Conflicts', 'ConflictedBy', 'After', 'Before', 'OnFailure', 'OnFailureOf', 'OnSuccess', 'OnSuccessOf', 'Triggers', 'TriggeredBy',
  'PropagatesStopTo', 'StopPropagatedFrom', 'OnFailureJobMode', 'OnSuccessJobMode', 'FailureAction', 'SuccessAction', 'StartLimitAction',
  'StartLimitBurst', 'StartLimitIntervalUSec', 'DefaultDependencies',
  // Service
  'Type', 'Restart', 'RestartMode', 'RestartUSec', 'NRestarts', 'Result', 'MainPID', 'ControlPID', 'ExecMainCode', 'ExecMainStatus',
  'ExecMainStartTimestampMonotonic', 'ExecMainExitTimestampMonotonic', 'ExecStart', 'BusName', 'WatchdogUSec', 'RestartPreventExitStatus', 'RestartForceExitStatus',
  'SuccessExitStatus', 'RemainAfterExit',
  // Socket, timer, path, automount, mount, device
  'Accept', 'Listen', 'NAccepted', 'NConnections', 'TimersCalendar', 'TimersMonotonic', 'LastTriggerUSec', 'LastTriggerUSecMonotonic',
  'NextElapseUSecRealtime', 'NextElapseUSecMonotonic', 'AccuracyUSec', 'Persistent', 'RandomizedDelayUSec', 'Unit', 'Paths', 'Where', 'What', 'SysFSPath',
]);
