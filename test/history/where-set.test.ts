import { expect, test } from 'vitest';
import { valueSet, whereSet } from '../../src/history/setting-location.ts';
import { readRecording } from '../../src/recording/read.ts';
import { replay } from './excerpt.ts';

test('an instance has the settings of its template', async () => {
  const { observations } = await readRecording('fixtures/scenarios/path-stays-true-of-an-instance/back.jsonl.gz');
  const { history } = replay(observations);
  const unit = history.unit('look@there.service');
  expect(whereSet(unit, history, 'Type', 'Restart')).toEqual([{ path: '/etc/systemd/system/look@.service', line: 2 }]);
  expect(valueSet(unit, history, 'Type')).toBe('oneshot');
});
