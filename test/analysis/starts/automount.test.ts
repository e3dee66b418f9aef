import { expect, it } from 'vitest';
import { automount } from '../../../src/analysis/starts/automount.ts';
import { isEntry, isStateSignal, replaced, story, without } from '../story.ts';

it.each(['automount-live', 'automount-back'])('%s: a request names the automount and, before it, the process', (name) => {
  expect(story(name).verdicts(automount, 'srv-lazy.mount')).toMatchObject([
    {
      strength: 'stated',
      from: { kind: 'unit', unit: 'srv-lazy.automount' },
      predecessor: { from: { kind: 'process', comm: 'ls' }, to: 'srv-lazy.automount' },
    },
  ]);
});

it('the signal alone is enough, and then the process is not known', () => {
  const [claim] = story(
    'automount-live',
    without((payload) => isEntry(payload, 'Got automount request')),
  ).verdicts(automount, 'srv-lazy.mount');
  expect(claim).toMatchObject({ strength: 'stated' });
  expect(claim).not.toHaveProperty('before');
});

it('an automount that nobody asked is ruled out', () => {
  expect(story('automount-waiting-while-mounted-by-hand-live').verdicts(automount, 'srv-lazy.mount')).toEqual([
    { ruledOut: true, from: { kind: 'unit', unit: 'srv-lazy.automount' }, why: 'srv-lazy.automount was not asked for' },
  ]);
  const silent = without(
    (payload) => isEntry(payload, 'Got automount request') || isStateSignal(payload, 'srv_2dlazy_2eautomount', 'running'),
  );
  expect(story('automount-live', silent).verdicts(automount, 'srv-lazy.mount')).toMatchObject([{ ruledOut: true }]);
});

it('a request for another automount is none for this one', () => {
  const other = replaced('srv-lazy.automount', 'srv-other.automount', (payload) => isEntry(payload, 'Got automount request'));
  expect(story('automount-back', other).verdicts(automount, 'srv-lazy.mount')).toMatchObject([
    { ruledOut: true, why: 'no request was logged' },
  ]);
});
