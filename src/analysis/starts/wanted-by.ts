import { defineMechanism } from './mechanism.ts';
import { judgePullIn } from './pull-in.ts';

/** Another unit's Wants= pulled the unit in, with that unit's job or right after that unit appeared without one. */
export const wantedBy = defineMechanism({
  name: 'wanted-by',
  judge: (activation, history) => judgePullIn(activation, history, 'Wants'),
});
