import { defineMechanism } from './mechanism.ts';
import { judgePullIn } from './pull-in.ts';

/** Another unit's BindsTo= pulled the unit in, with that unit's job or right after that unit appeared without one. */
export const boundBy = defineMechanism({
  name: 'bound-by',
  judge: (activation, history) => judgePullIn(activation, history, 'BindsTo'),
});
