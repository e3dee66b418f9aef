/** The properties of org.freedesktop.systemd1.Manager that observations keep; its environment, which may hold secrets, is not among them. */
// prettier-ignore
export const KEPT_MANAGER_PROPERTIES: ReadonlySet<string> = new Set([
  'Version', 'Features', 'Virtualization', 'ConfidentialVirtualization', 'Architecture', 'Tainted', 'SystemState', 'UnitPath', 'ControlGroup',
  'FirmwareTimestamp', 'FirmwareTimestampMonotonic', 'LoaderTimestamp', 'LoaderTimestampMonotonic', 'KernelTimestamp', 'KernelTimestampMonotonic',
  'InitRDTimestamp', 'InitRDTimestampMonotonic', 'UserspaceTimestamp', 'UserspaceTimestampMonotonic', 'FinishTimestamp', 'FinishTimestampMonotonic',
  'UnitsLoadStartTimestamp', 'UnitsLoadStartTimestampMonotonic', 'UnitsLoadFinishTimestamp', 'UnitsLoadFinishTimestampMonotonic',
  'UnitsLoadTimestamp', 'UnitsLoadTimestampMonotonic', 'NNames', 'NFailedUnits', 'NJobs', 'NInstalledJobs', 'NFailedJobs',
  'DefaultRestartUSec', 'DefaultStartLimitIntervalUSec', 'DefaultStartLimitBurst', 'DefaultTimerAccuracyUSec', 'LogLevel', 'ServiceWatchdogs',
]);
