import { expect, it } from 'vitest';
import { signal } from '../../../src/analysis/starts/signal.ts';
import { isEntry, replaced, story, without } from '../story.ts';

const isLine = (payload: Parameters<typeof isEntry>[0]): boolean => isEntry(payload, 'Received SIGWINCH');

it('the sender of the signal is stated', () => {
  expect(story('signal-live').verdicts(signal, 'kbrequest.target')).toMatchObject([
    {
      strength: 'stated',
      from: { kind: 'process', comm: 'sh', log: expect.stringContaining('Received SIGWINCH') as unknown },
      why: 'SIGWINCH to PID 1',
    },
  ]);
});

it('what the target wants was not started by the signal itself', () => {
  expect(story('signal-live').verdicts(signal, 'greeter.service')).toEqual([]);
});

it('the same target started by hand later, another signal, and no line, are no claims', () => {
  expect(story('signal-target-by-hand-live').verdicts(signal, 'kbrequest.target')).toEqual([]);
  expect(story('signal-live', replaced('SIGWINCH', 'SIGPWR', isLine)).verdicts(signal, 'kbrequest.target')).toEqual([]);
  expect(story('signal-live', without(isLine)).verdicts(signal, 'kbrequest.target')).toEqual([]);
});
