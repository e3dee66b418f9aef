import { defineMechanism } from './mechanism.ts';
import { judgeTriggered } from './triggered.ts';

/** A .path saw what it watches for (path_enter_running() in src/core/path.c), also again while its condition stays true. */
export const path = defineMechanism({
  name: 'path',
  judge: (activation, history) => judgeTriggered(activation, history, '.path'),
});
