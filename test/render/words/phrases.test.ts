import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../../src/model/mechanism.ts';
import { summarize } from '../../../src/render/words/start.ts';
import { WORDING } from '../../../src/render/words/phrases.ts';
import { link } from '../timeline-builder.ts';

const CLIENT = {
  kind: 'client',
  pid: 812,
  user: 'alice',
  cmdline: 'systemctl start db',
  unit: 'session-3.scope',
  session: '3',
  tty: 'pts/0',
} as const;

test.each([
  [[link('restart-policy', 'db.service', 'db.service', { setting: 'Restart=always' })], 'Restart=always brought back db.service'],
  [
    [
      link('socket-activation', { kind: 'peer', address: '::1', port: 9 }, 'db.socket'),
      link('socket-activation', 'db.socket', 'db.service'),
    ],
    '[::1]:9 connected to db.socket, which started db.service',
  ],
  [
    [link('client-request', CLIENT, 'db.service')],
    'systemctl start db (pid 812, user alice, in session-3.scope, on pts/0) asked systemd to start db.service',
  ],
  [[link('client-request', { kind: 'client' }, 'db.service')], 'an unknown client asked systemd to start db.service'],
  [
    [link('boot', { kind: 'boot' }, 'multi-user.target'), link('wanted-by', 'multi-user.target', 'db.service')],
    'boot started multi-user.target, whose Wants= started db.service',
  ],
  [[link('on-failure', 'app.service', 'page.service')], 'app.service failed, and its OnFailure= started page.service'],
  [[link('required-by', 'app.service', 'db.service', { setting: 'RequiredBy=' })], 'Requires= of app.service started db.service'],
  [
    [link('emergency-action', 'app.service', 'reboot.target', { setting: 'FailureAction=reboot' })],
    'FailureAction= of app.service started reboot.target',
  ],
  [
    [link('no-job', { kind: 'kernel' }, 'data.mount'), link('wanted-by', 'data.mount', 'app.service')],
    'without any job, the kernel announced data.mount, whose Wants= started app.service',
  ],
])('%#', (chain, sentence) => {
  expect(summarize(chain)).toBe(sentence);
});

describe('no sentence says more than its strength', () => {
  const froms = [{ kind: 'unit', unit: 'a.unit' }, CLIENT, { kind: 'unknown' }] as const;
  test.each(MECHANISM_NAMES.filter((name) => name !== 'unexplained'))('%s', (mechanism) => {
    for (const from of froms) {
      for (const make of [WORDING[mechanism].clause, WORDING[mechanism].relative]) {
        const said = (strength: 'stated' | 'correlated' | 'possible'): string => make(link(mechanism, from, 'b.service', { strength }));
        expect(said('stated')).not.toMatch(/likely|may have/);
        expect(said('correlated')).toContain('most likely');
        expect(said('possible')).toContain('may have');
        expect(said('possible')).not.toMatch(/\b(?:failed|succeeded|appeared), and/);
        expect(said('stated')).toMatch(/b\.service$/);
      }
    }
  });
});

test('a long command line is shortened in the sentence', () => {
  const cmdline = `ansible-playbook ${'x'.repeat(5000)}`;
  expect(summarize([link('client-request', { kind: 'client', cmdline }, 'db.service')]).length).toBeLessThan(150);
});
