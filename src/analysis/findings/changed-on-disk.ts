import { filesOfUnit } from '../../history/setting-location.ts';
import { defineFinding } from './define-finding.ts';

/** Its files are not those that systemd has read (NeedDaemonReload). */
export const changedOnDisk = defineFinding({
  kind: 'changed-on-disk',
  examine(unit, history) {
    if (unit.properties?.['NeedDaemonReload'] !== true) return [];
    const files = filesOfUnit(unit.name, history);
    return [{ severity: 'warning', facts: {}, declaredIn: files.slice(0, 4).map(({ path }) => ({ path })), evidence: files.slice(0, 4) }];
  },
});
