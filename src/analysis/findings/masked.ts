import { lastActiveState, textProperty } from '../../model/properties.ts';
import type { History } from '../../history/history.ts';
import { isOfPackage } from '../../systemd/unit-need.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defineFinding } from './define-finding.ts';
import { defined } from '../../defined.ts';

/** A unit that nothing can start; an error where something would have to. */
export const masked = defineFinding({
  kind: 'masked',
  examine(unit, history) {
    const { properties = {} } = unit;
    const [file] = filesOfUnit(unit.name, history);
    const loadState = textProperty(properties, 'LoadState');
    // Masked on disk and loaded from before, it can be started still.
    if (loadState === undefined ? file?.text !== '' : loadState !== 'masked') return [];
    const path = file?.path ?? textProperty(properties, 'FragmentPath');
    const other = needer(unit.name, history);
    // A mask that a package ships is intended, because the package provides a replacement.
    if (other === undefined && path !== undefined && isOfPackage(path)) return [];
    return [
      {
        severity: other === undefined ? 'info' : 'error',
        facts: defined({ path, other }),
        declaredIn: path === undefined ? [] : [{ path }],
        evidence: file === undefined ? [] : [file],
      },
    ];
  },
});

/** A unit that tries to start it, or tried: an active trigger of it, or one that requires it and is not simply down. */
function needer(unit: string, history: History): string | undefined {
  const isTrying = (name: string): boolean => {
    const state = lastActiveState(history.unit(name));
    return state !== undefined && state !== 'inactive';
  };
  return history.edges.namedBy(unit, 'Triggers', 'Requires', 'BindsTo').find(isTrying);
}
