import { expect, it } from 'vitest';
import { noJob } from '../../../src/analysis/starts/no-job.ts';
import { story } from '../story.ts';

it('a device that became active without a job is the doing of the kernel', () => {
  expect(story('device-live').verdicts(noJob, 'sys-devices-virtual-net-probe0.device')).toMatchObject([
    { strength: 'stated', from: { kind: 'kernel' } },
  ]);
});

it('a mount by a job is not', () => {
  expect(story('mount-by-a-job-live').verdicts(noJob, 'srv-stick.mount')).toEqual([]);
});

it('a service without a known job is not: it cannot become active by itself', () => {
  const told = story('timer-live');
  const { job: _job, ...without } = told.activation('tick.service');
  expect(noJob.judge(without, told.history, [])).toEqual([]);
});
