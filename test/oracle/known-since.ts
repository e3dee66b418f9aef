/** The version of systemd that brought a setting, or a value of one, that not all versions of the matrix know. */
const SINCE: readonly (readonly [version: number, line: RegExp])[] = [
  [249, /^(?:OnSuccess|Upholds|UpheldBy|PropagatesStopTo|StopPropagatedFrom|OnSuccessJobMode)=/],
  [253, /^Type=notify-reload$/],
  [254, /^(?:RestartMode|RestartSteps|RestartMaxDelaySec)=/],
  [257, /^DeferReactivation=/],
  [258, /^DeferTrigger(?:MaxSec)?=/],
];

/** Whether this version knows the line of a unit file; a story is played without those that it does not know. */
export function isKnown(line: string, version: number): boolean {
  return SINCE.every(([since, pattern]) => version >= since || !pattern.test(line));
}
