import { lastActiveState } from '../../model/properties.ts';
import { isOfPackage, unitNeeds } from '../../systemd/unit-need.ts';
import { isTemplate } from '../../systemd/unit-name.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defineFinding } from './define-finding.ts';
import { defined } from '../../defined.ts';

/** A socket whose service does not exist, or whose template is masked: it listens, and no service starts. */
export const socketWithoutService = defineFinding({
  kind: 'socket-without-service',
  examine(unit, history) {
    const files = filesOfUnit(unit.name, history);
    const [main] = files;
    const state = lastActiveState(unit);
    // Packages bring sockets for services that others may bring: syslog.socket.
    if (main === undefined || main.text === '' || (isOfPackage(main.path) && state !== 'active')) return [];
    return unitNeeds(files, unit.name).flatMap(({ kind, line, name }) => {
      const check = history.disk.pathChecks.get(name);
      // A service that is itself masked has a finding of its own.
      const isMasked = check?.found === 'other' && isTemplate(name);
      if (kind !== 'triggered' || check === undefined || (check.found !== 'missing' && !isMasked)) return [];
      const near = check.near?.[0];
      return [
        {
          severity: 'error',
          facts: defined({
            other: name,
            last: isMasked ? 'masked' : undefined,
            setting: line === undefined ? undefined : `Service=${line.value}`,
            near,
          }),
          declaredIn: line !== undefined ? [{ path: line.path, line: line.line }] : [{ path: main.path }],
          evidence: [check],
        },
      ];
    });
  },
});
