import { expect, it } from 'vitest';
import { generateStory } from './generate-story.ts';
import { shrink, withUnits } from './shrink.ts';
import type { Story } from './story.ts';

const story: Story = {
  name: 'made up',
  units: {
    'a.service': [
      '[Unit]',
      'Description=a',
      'Wants=b.service',
      'After=c.service',
      '[Service]',
      'ExecStart=/bin/sleep 1000',
      'Restart=always',
    ],
    'b.service': ['[Service]', 'ExecStart=/bin/true'],
    'c.service': ['[Service]', 'ExecStart=/bin/true'],
    'x.target.wants/c.service': { link: '../c.service' },
    'x.target': ['[Unit]', 'Requires=a.service'],
    'c.timer': ['[Timer]', 'OnActiveSec=1', 'Unit=c.service'],
  },
  steps: [
    'systemctl start c.timer',
    'sleep 1',
    'timeout 3 systemctl start x.target c.service',
    'sleep 0.1',
    'systemctl daemon-reload',
    'systemctl restart b.service',
  ],
};

it('leaves the fewest steps, units and lines that still fail', async () => {
  let plays = 0;
  const smallest = await shrink(
    story,
    ({ units, steps }) => {
      plays += 1;
      const a = units['a.service'];
      return Promise.resolve(
        Array.isArray(a) && a.includes('Wants=b.service') && 'b.service' in units && steps.some((step) => step.includes('start x.target')),
      );
    },
    { jobs: 2, plays: 200 },
  );
  expect(smallest.units).toEqual({
    'a.service': ['[Unit]', 'Description=a', 'Wants=b.service', '[Service]'],
    'b.service': ['[Service]'],
    'x.target': ['[Unit]'],
  });
  expect(smallest.steps).toEqual(['timeout 3 systemctl start x.target']);
  expect(plays).toBeLessThan(60);
});

it('plays no more than it may', async () => {
  let plays = 0;
  await shrink(story, () => Promise.resolve(++plays < 0), { jobs: 2, plays: 5 });
  expect(plays).toBe(5);
});

it('drops what names a unit that is gone', () => {
  const smaller = withUnits(story, ['a.service', 'b.service', 'x.target', 'x.target.wants/c.service', 'c.timer']);
  expect(Object.keys(smaller.units)).toEqual(['a.service', 'b.service', 'x.target', 'c.timer']);
  expect(smaller.units['c.timer']).toEqual(['[Timer]', 'OnActiveSec=1']);
  expect(smaller.units['a.service']).not.toContain('After=c.service');
  expect(smaller.steps).toContain('timeout 3 systemctl start x.target');
});

it('makes the same story of a seed, whenever and wherever', () => {
  expect(generateStory(7)).toEqual(generateStory(7));
  expect(generateStory(7)).not.toEqual(generateStory(8));
});
