import { expect, it } from 'vitest';
import { path } from '../../../src/analysis/starts/triggered.ts';
import { isStateSignal, story, without } from '../story.ts';

it('a path unit that went to running before the job is stated, each time', () => {
  const heard = story('path-live');
  for (const index of [0, 1]) {
    const [claim] = heard.verdicts(path, 'inbox.service', index);
    expect(claim).toMatchObject({ strength: 'stated', from: { kind: 'unit', unit: 'inbox.path' } });
    expect(claim).toHaveProperty('evidence.0', expect.objectContaining({ unit: 'inbox.path', subState: 'running' }));
  }
});

it('a path unit that waits while a person starts its service is ruled out', () => {
  const heard = story('path-waiting-while-started-by-hand-live');
  for (const index of [0, 1]) {
    expect(heard.verdicts(path, 'inbox.service', index)).toEqual([
      { ruledOut: true, from: { kind: 'unit', unit: 'inbox.path' }, why: 'inbox.path was waiting and did not act before the job' },
    ]);
  }
});

it('without the signal of the path unit there is no claim', () => {
  const mute = story(
    'path-live',
    without((payload) => isStateSignal(payload, 'inbox_2epath', 'running')),
  );
  expect(mute.verdicts(path, 'inbox.service', 0)).toMatchObject([{ ruledOut: true }]);
});
