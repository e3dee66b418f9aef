import { lastActiveState, countProperty, textProperty, isDown } from '../../model/properties.ts';
import type { AccountCheck, UnitFile, PathCheck } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { EXEC_SETTINGS, hostNeeds, type HostNeed } from '../../systemd/host-need.ts';
import { isOfPackage } from '../../systemd/unit-need.ts';
import { unescapePath } from '../../systemd/unit-name.ts';
import type { Fault, FindingFacts, Severity } from '../../model/finding.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defined } from '../../defined.ts';

/** Something that a unit needs of the host, with what was found there. */
interface CheckedNeed<C = PathCheck> {
  readonly need: HostNeed;
  readonly check: C;
}

/** Folders that are created anew at each boot: a path below them may be missing until it is needed. */
const MADE_LATER = /^(?:\/var)?\/run\/|^\/tmp\/|^\/dev\//;

/**
 * The paths of one kind that a unit needs and that were looked for. None of a unit that a condition keeps from starting: that it lacks something is then
 * why it does not start, as its author meant it.
 */
export function checkedPaths(unit: UnitRecord, history: History, wanted: HostNeed['kind']): readonly CheckedNeed[] {
  const unmounted = unmountedFor(unit, history);
  return needsOf(unit, history)
    .filter(({ kind, name }) => kind === wanted && (!MADE_LATER.test(name) || hasFailed(unit)))
    .filter(({ name }) => !unmounted.some((folder) => name === folder || name.startsWith(`${folder}/`)))
    .flatMap((need) => {
      const check = history.disk.pathChecks.get(need.name);
      return check === undefined ? [] : [{ need, check }];
    });
}

/** The mount points that a start of the unit mounts first (RequiresMountsFor= and the like), and where nothing is mounted now: what lies there cannot be seen. */
function unmountedFor({ name }: UnitRecord, { edges, unit }: History): readonly string[] {
  return edges
    .targetsOf(name, 'Requires', 'BindsTo', 'Wants')
    .filter((mount) => mount.endsWith('.mount') && mount !== '-.mount' && isDown(lastActiveState(unit(mount))))
    .flatMap((mount) => unescapePath(mount.slice(0, -'.mount'.length)) ?? []);
}

/** The same for users or groups. */
export function checkedAccounts(unit: UnitRecord, history: History, kind: 'user' | 'group'): readonly CheckedNeed<AccountCheck>[] {
  return needsOf(unit, history)
    .filter((need) => need.kind === kind)
    .flatMap((need) => {
      const check = history.disk.accountChecks.get(`${kind} ${need.name}`);
      return check === undefined ? [] : [{ need, check }];
    });
}

/** A fault at the line of a need; undefined, so none, where the unit can do without it. */
export function faultAt(
  { need, check }: CheckedNeed<PathCheck | AccountCheck>,
  facts: FindingFacts,
  severity = severityOf(need),
): readonly Fault[] {
  if (severity === undefined) return [];
  const { setting, line } = need;
  const near = check.near?.[0];
  return [
    {
      severity,
      facts: defined({ setting: `${setting}=${line.value}`, near, ...facts }),
      declaredIn: [{ path: line.path, line: line.line }],
      evidence: [check],
    },
  ];
}

/**
 * What is needed to start is an error, what is needed to stop a warning; with `-` only the service's own program matters, as without it the
 * service does nothing; where a package wrote it so, it knows.
 */
function severityOf({ kind, setting, line, optional }: HostNeed): Severity | undefined {
  const isExec = (EXEC_SETTINGS as readonly string[]).includes(setting);
  if (optional)
    return setting === 'ExecStart' && (kind === 'program' || kind === 'script') && !isOfPackage(line.path) ? 'warning' : undefined;
  return isExec && (setting === 'ExecReload' || setting.startsWith('ExecStop')) ? 'warning' : 'error';
}

function needsOf(unit: UnitRecord, history: History): readonly HostNeed[] {
  const files: readonly UnitFile[] = filesOfUnit(unit.name, history);
  const needs = hostNeeds(files, unit.name, history.host()?.manager !== 'user');
  const isKeptOut = needs.some(({ kind, name }) => kind === 'condition' && history.disk.pathChecks.get(name)?.found === 'missing');
  return isKeptOut || wasSkipped(unit) ? [] : needs;
}

/** Its conditions did not hold, or its ExecCondition= skipped it, at the last attempt to start it. */
function wasSkipped({ properties = {} }: UnitRecord): boolean {
  const isTried = (countProperty(properties, 'ConditionTimestampMonotonic') ?? 0n) > 0n;
  return (isTried && properties['ConditionResult'] === false) || textProperty(properties, 'Result') === 'exec-condition';
}

function hasFailed(unit: UnitRecord): boolean {
  const { properties = {}, details } = unit;
  const result = textProperty(details.at(-1)?.properties ?? properties, 'Result') ?? 'success';
  return lastActiveState(unit) === 'failed' || result !== 'success';
}
