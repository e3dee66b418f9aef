import { expect, it } from 'vitest';
import { device } from '../../../src/analysis/starts/device.ts';
import { isClaim } from '../../../src/model/claim.ts';
import { story, without } from '../story.ts';

const DEVICE = 'sys-devices-virtual-net-probe0.device';

it('a device that appeared right before is stated', () => {
  expect(story('device-live').verdicts(device, 'probe.service')).toMatchObject([
    { strength: 'stated', from: { kind: 'unit', unit: DEVICE }, setting: 'SYSTEMD_WANTS' },
  ]);
});

it('a device that has been there is not', () => {
  expect(story('device-plugged-while-started-by-hand-live').verdicts(device, 'probe.service').filter(isClaim)).toEqual([]);
});

it('nor is one of whose appearance nothing was heard', () => {
  const mute = story(
    'device-live',
    without((payload) => payload.kind === 'signal' && payload.member !== 'JobNew' && JSON.stringify(payload).includes('probe0')),
  );
  expect(mute.verdicts(device, 'probe.service').filter(isClaim)).toEqual([]);
});
