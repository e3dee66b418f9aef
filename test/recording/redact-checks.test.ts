import { expect, it } from 'vitest';
import { createRedactor } from '../../src/recording/redact.ts';
import { findingText } from '../../src/render/words/finding.ts';
import type { Observation, ObservationPayload } from '../../src/model/observation.ts';
import { buildTimeline } from '../../src/timeline/build-timeline.ts';
import { replay } from '../history/excerpt.ts';

const PATH = '/etc/systemd/system/app.service';
const FILE = ['[Service]', 'ExecStart=/usr/bin/python3 /srv/acme/pay.py', 'WorkingDirectory=/home/anna/app', 'User=acme-pay'].join('\n');
const SEEN: readonly ObservationPayload[] = [
  { source: 'unit-files', kind: 'unit-file', unit: 'app.service', path: PATH, text: FILE },
  { source: 'unit-files', kind: 'path-check', path: '/usr/bin/python3', found: 'file', executable: true },
  { source: 'unit-files', kind: 'path-check', path: '/srv/acme/pay.py', found: 'missing', near: ['/srv/acme/pays.py'] },
  { source: 'unit-files', kind: 'path-check', path: '/home/anna/app', found: 'missing' },
  { source: 'unit-files', kind: 'account-check', database: 'user', name: 'acme-pay', exists: false, near: ['acme-pays'] },
];

it('what was looked for is redacted like the settings that name it, so that what is missing is told all the same', () => {
  const redactor = createRedactor();
  const observations = SEEN.map((payload, sequence): Observation =>
    redactor.observation({ sequence, at: { realtimeUsec: 1_700_000_000_000_000n }, payload }),
  );
  expect(JSON.stringify(observations, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(
    /acme|anna|pay\b/,
  );
  const { history } = replay(observations);
  const { findings } = buildTimeline(history, {
    version: '0.0.0',
    manager: 'system',
    units: [{ id: 'app.service', askedFor: 'app' }],
    until: { realtimeUsec: 1_700_000_000_000_001n },
    lines: 1,
  });
  expect(findings.map((finding) => findingText(finding))).toEqual([
    'WorkingDirectory=/home/user-1/app does not exist',
    'User=user-2 does not exist on this host; there is user-3',
  ]);
});
