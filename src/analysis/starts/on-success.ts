import { defineMechanism } from './mechanism.ts';
import { judgeEndDependency } from './end-dependency.ts';

/** OnSuccess= of a unit that ended well (unit_start_on_failure(), from v257 unit_start_on_termination_deps(), in src/core/unit.c). */
export const onSuccess = defineMechanism({
  name: 'on-success',
  judge: (activation, history) => judgeEndDependency(activation, history, 'OnSuccess'),
});
