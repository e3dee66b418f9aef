import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { renderSuspects } from '../../../src/render/text/suspect-tree.ts';
import type { TextOptions } from '../../../src/render/text/options.ts';
import type { Suspect } from '../../../src/model/timeline.ts';
import { at, NOW, timeline } from '../timeline-builder.ts';

const UNIT = 'widget-daemon.service';
const by = (mechanism: Suspect['mechanism'], unit: string, more: Partial<Suspect> = {}): Suspect => ({
  mechanism,
  from: { kind: 'unit', unit },
  via: [],
  to: UNIT,
  declaredIn: [],
  remedy: [],
  ...more,
});

const STORY: readonly Suspect[] = [
  by('wanted-by', 'reconcile.service', {
    detail: 'inactive',
    declaredIn: [{ path: '/etc/systemd/system/reconcile.service', line: 3, modifiedAt: at('08:30:00') }],
  }),
  by('path', 'off.path', { armed: false, detail: 'watching /run/off, not loaded' }),
  by('socket-activation', 'widget-daemon.socket', {
    armed: true,
    detail: 'listening on 127.0.0.1:7777',
    declaredIn: [
      { path: '/usr/lib/systemd/system/widget-daemon.socket', line: 2, package: 'widget', modifiedAt: at('08:00:00', '2026-11-01') },
    ],
  }),
  {
    ...by('client-request', '', { strength: 'possible', detail: '5 * * * * root systemctl restart widget-daemon' }),
    from: { kind: 'client', comm: 'cron' },
  },
  by('timer', 'reconcile.timer', {
    via: ['reconcile.service'],
    armed: true,
    detail: 'OnUnitActiveSec=2min',
    nextAt: { realtimeUsec: NOW.realtimeUsec + 63_000_000n },
    declaredIn: [{ path: '/etc/systemd/system/reconcile.timer', line: 3 }],
  }),
  by('wanted-by', 'multi-user.target', { via: ['reconcile.service'], detail: 'active' }),
  {
    ...by('boot', '', {
      via: ['multi-user.target', 'reconcile.service'],
      enabled: 'reconcile.service',
      detail: 'reconcile.service is enabled, at boot',
    }),
    from: { kind: 'boot' },
  },
];

function drawn(suspects: readonly Suspect[], options: Partial<TextOptions> = {}): readonly string[] {
  const text = renderSuspects(timeline({ suspects }), {
    now: NOW,
    columns: 80,
    colour: false,
    utc: true,
    all: false,
    quiet: true,
    ...options,
  });
  return (text.split('\n\n')[0] ?? '').split('\n').slice(1);
}

test('what is armed comes first, and what starts a starter stands below it', () => {
  expect(drawn(STORY, { columns: 140 })).toEqual([
    '├─ ● socket widget-daemon.socket: listening on 127.0.0.1:7777',
    '│       /usr/lib/systemd/system/widget-daemon.socket:2 (of widget, changed Sun 2026-11-01 08:00:00)',
    '├─ · Wants= reconcile.service: inactive',
    '│  │    /etc/systemd/system/reconcile.service:3 (changed 08:30:00)',
    expect.stringMatching(/^│ {2}├─ ● timer reconcile\.timer: OnUnitActiveSec=2min, next at \d\d:\d\d:\d\d \(in 1min 3s\)$/),
    '│  │       /etc/systemd/system/reconcile.timer:3',
    '│  └─ · Wants= multi-user.target: active',
    '│     └─ · boot: reconcile.service is enabled',
    '├─ ? client cron: 5 * * * * root systemctl restart widget-daemon',
    '└─ ○ path off.path: watching /run/off, not loaded',
  ]);
});

test.each([80, 140])('fits %d columns', (columns) => {
  expect(drawn(STORY, { columns }).filter((line) => stringWidth(line) > columns)).toEqual([]);
});

test('colour changes nothing but the look: what is armed stands out, what is not is dim', () => {
  const coloured = drawn(STORY, { colour: true }).join('\n');
  expect(coloured).toContain('\u001b[1m● socket');
  expect(coloured).toContain('\u001b[2m○ path');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(drawn(STORY).join('\n'));
});

test('of very many it says how many more there are', () => {
  const many = Array.from({ length: 40 }, (_, index) => by('required-by', `n${String(index)}.service`));
  const few = drawn(many);
  expect(few).toHaveLength(13);
  expect(few.at(-1)).toBe('└─ … 28 more; -a lists them');
  expect(drawn(many, { all: true })).toHaveLength(40);
});

test('a cycle ends', () => {
  const lines = drawn([
    by('wanted-by', 'a.service'),
    by('wanted-by', 'b.service', { via: ['a.service'] }),
    by('wanted-by', 'a.service', { via: ['b.service', 'a.service'] }),
  ]);
  expect(lines).toHaveLength(3);
});

test('what the machine says cannot act on the terminal', () => {
  const evil = '\u001b[2J\n';
  const lines = drawn([by('timer', `x${evil}.timer`, { detail: evil, declaredIn: [{ path: `/etc/${evil}` }] })]).join('\n');
  expect(lines).not.toContain('\u001b');
});

test('a masked unit is said to be one that nothing can start', () => {
  const unit = { id: UNIT, askedFor: 'widget-daemon', loadState: 'masked' };
  const text = renderSuspects(timeline({ units: [unit] }), { now: NOW, columns: 80, colour: false, utc: true, all: false, quiet: true });
  expect(text).toContain('As long as widget-daemon.service is masked, nothing can start it.');
});

test('where no more are looked for, it says that there may be more', () => {
  const many = (count: number): readonly Suspect[] =>
    Array.from({ length: count }, (_, index) => by('wanted-by', `needs-${String(index)}.service`));
  expect(drawn(many(999)).join('\n')).not.toContain('There may be more');
  expect(drawn(many(1000)).at(-1)).toBe('  There may be more: of what can start widget-daemon.service, 1000 are told.');
});
