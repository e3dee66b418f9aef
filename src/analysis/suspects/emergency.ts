import type { History } from '../../history/history.ts';
import { textProperty } from '../../model/properties.ts';
import { ACTION_OF_TARGET } from '../../systemd/emergency-actions.ts';
import { settingLines } from '../../systemd/unit-file-syntax.ts';
import { filesOf } from '../jobs/declarations.ts';
import type { Starter } from './index.ts';
import { stateWords } from './state.ts';

const SETTINGS = ['FailureAction', 'SuccessAction', 'StartLimitAction'] as const;

/** The units whose emergency action starts the requested target. */
export function actionsFor(target: string, history: History): readonly Starter[] {
  const action = ACTION_OF_TARGET[target];
  if (action === undefined) return [];
  return [...history.units()].flatMap(({ name, properties }) =>
    SETTINGS.flatMap((setting): readonly Starter[] => {
      const lines = settingLines(filesOf(history, name), setting).slice(-1);
      if ((textProperty(properties ?? {}, setting) ?? lines[0]?.value) !== action) return [];
      const state = stateWords(name, history);
      return [
        {
          mechanism: 'emergency-action',
          from: { kind: 'unit', unit: name },
          detail: [`${setting}=${action}`, ...(state === undefined ? [] : [state])].join(', '),
          declaredIn: lines.map(({ path, line }) => ({ path, line })),
          remedy: [],
        },
      ];
    }),
  );
}
