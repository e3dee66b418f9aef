import { defineMechanism } from './mechanism.ts';
import { judgeEndDependency } from './end-dependency.ts';

/** OnFailure= of a unit that failed (unit_start_on_failure(), from v257 unit_start_on_termination_deps(), in src/core/unit.c). */
export const onFailure = defineMechanism({
  name: 'on-failure',
  judge: (activation, history) => judgeEndDependency(activation, history, 'OnFailure'),
});
