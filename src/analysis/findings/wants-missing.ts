import { isOfPackage, unitNeeds, type UnitNeed } from '../../systemd/unit-need.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defineFinding } from './define-finding.ts';
import type { Severity } from '../../model/finding.ts';
import { defined } from '../../defined.ts';

/** A unit that this one pulls in and that does not exist. A required unit is an error; an optional one is reported only where an administrator wrote the setting. */
export const wantsMissing = defineFinding({
  kind: 'wants-missing',
  examine: (unit, history) =>
    unitNeeds(filesOfUnit(unit.name, history), unit.name).flatMap((need) => {
      const { kind, setting, line, name } = need;
      const check = history.disk.pathChecks.get(name);
      if (
        kind !== 'dependency' ||
        line === undefined ||
        check?.found !== 'missing' ||
        history.unit(name).properties?.['LoadState'] === 'loaded'
      )
        return [];
      const near = check.near?.[0];
      const severity = severityOf(need, near);
      if (severity === undefined) return [];
      return [
        {
          severity,
          facts: defined({ setting: `${setting ?? ''}=${line.value}`, other: name, near }),
          declaredIn: [{ path: line.path, line: line.line }],
          evidence: [check],
        },
      ];
    }),
});

function severityOf({ setting, line }: UnitNeed, near: string | undefined): Severity | undefined {
  if (setting === 'Requires' || setting === 'BindsTo' || setting === 'Requisite') return 'error';
  if (line === undefined || isOfPackage(line.path)) return undefined;
  return near === undefined ? 'info' : 'warning';
}
