import type { History } from '../../facts/history.ts';
import { textProperty } from '../../facts/properties.ts';
import { isOfPackage } from '../../systemd/package-folder.ts';
import { filesOfUnit } from '../files-of-unit.ts';
import { defineFinding } from '../finding.ts';

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
    // What a package masks is replaced by something else of it: nobody has to know.
    if (other === undefined && path !== undefined && isOfPackage(path)) return [];
    return [
      {
        severity: other === undefined ? 'info' : 'error',
        facts: { ...(path === undefined ? {} : { path }), ...(other === undefined ? {} : { other }) },
        declaredIn: path === undefined ? [] : [{ path }],
        evidence: file === undefined ? [] : [file],
      },
    ];
  },
});

/** A unit that cannot do its work without this one: an active trigger of it, or one that requires it. */
function needer(unit: string, history: History): string | undefined {
  const isUp = (name: string): boolean => {
    const { states, properties = {} } = history.unit(name);
    return (states.at(-1)?.activeState ?? textProperty(properties, 'ActiveState')) === 'active';
  };
  const requiring = (['Requires', 'BindsTo'] as const).flatMap((setting) => history.edges.namedBy(unit, setting));
  const isMasked = (name: string): boolean => history.unit(name).files[0]?.text === '';
  return history.edges.namedBy(unit, 'Triggers').find(isUp) ?? requiring.find((name) => !isMasked(name));
}
