import { defineMechanism } from './mechanism.ts';
import { judgePullIn } from './pull-in.ts';

/** Another unit's Requires= pulled the unit in, with that unit's job or right after that unit appeared without one. */
export const requiredBy = defineMechanism({
  name: 'required-by',
  judge: (activation, history) => judgePullIn(activation, history, 'Requires'),
});
