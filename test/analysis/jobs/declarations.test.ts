import { describe, expect, it } from 'vitest';
import { declarationsOf, fragmentOf } from '../../../src/analysis/jobs/declarations.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { excerpt, replay } from '../../history/excerpt.ts';

const unit = (name: string) => ({ kind: 'unit', unit: name }) as const;
const at = excerpt('required-by-live')[0]!.at;

/** A history that knows these files, whole, and nothing more. */
function filesOf(files: Readonly<Record<string, readonly string[]>>) {
  return replay(
    Object.entries(files).map(([path, lines], index): Observation => {
      const owner = /\/([^/]+?)(?:\.d\/[^/]+)?$/.exec(path)?.[1] ?? '';
      return { sequence: index + 1, at, payload: { source: 'unit-files', kind: 'unit-file', unit: owner, path, text: lines.join('\n') } };
    }),
  ).history;
}

describe('where it is declared, as the lab had it', () => {
  it('a dependency: the file and line of its owner', () => {
    const { history } = replay(excerpt('required-by-live'));
    expect(declarationsOf(history, unit('front.service'), 'back.service', 'Requires=')).toEqual([
      { path: '/etc/systemd/system/front.service', line: expect.any(Number) as unknown },
    ]);
    expect(declarationsOf(history, unit('front.service'), 'back.service', 'Wants=')).toEqual([]);
  });

  it('a link in a .wants folder: the link, which has no line', () => {
    const { history } = replay(excerpt('wanted-by-target-live'));
    expect(declarationsOf(history, unit('site.target'), 'web.service', 'Wants=')).toEqual([
      { path: '/etc/systemd/system/site.target.wants/web.service' },
    ]);
  });

  it('a value: only lines that say what is quoted, as a file can be of another time than what the manager told', () => {
    const history = filesOf({
      '/etc/systemd/system/tt.timer': ['[Timer]', 'OnBootSec=1min', 'OnActiveSec=2s', 'OnCalendar=daily'],
      '/etc/systemd/system/x.service': ['[Service]', 'Restart=always'],
    });
    const lines = (quoted: string) => declarationsOf(history, unit('tt.timer'), 'tt.service', quoted).map(({ line }) => line);
    expect(lines('OnBootSec=60s, OnActiveSec=1h')).toEqual([2, 4]);
    expect(lines('OnActiveSec=2s, OnCalendar=*-*-* 00:00:00')).toEqual([3, 4, 2]);
    expect(declarationsOf(history, unit('x.service'), 'x.service', 'Restart=on-failure')).toEqual([]);
    expect(declarationsOf(history, unit('x.service'), 'x.service', 'Restart=always')).toHaveLength(1);
  });

  it('PartOf=: the part says so, not the whole', () => {
    const { history } = replay(excerpt('part-of-restart-live'));
    expect(declarationsOf(history, unit('whole.service'), 'part.service', 'PartOf=')).toEqual([
      { path: '/etc/systemd/system/part.service', line: expect.any(Number) as unknown },
    ]);
  });

  it('Restart=: the line in the unit itself', () => {
    const { history } = replay(excerpt('restart-policy-live'));
    const [declared] = declarationsOf(history, unit('worker.service'), 'worker.service', 'Restart=on-failure');
    const text = history.unit('worker.service').files[0]?.text.split('\n') ?? [];
    expect(text[(declared?.line ?? 0) - 1]).toBe('Restart=on-failure');
  });

  it('a client is declared nowhere', () => {
    const { history } = replay(excerpt('client-restart-live'));
    expect(declarationsOf(history, { kind: 'client' }, 'worker.service', undefined)).toEqual([]);
  });
});

describe('the line', () => {
  it('counts from 1, and is where a continued line begins', () => {
    const history = filesOf({ '/etc/systemd/system/a.service': ['# a', '[Unit]', 'Wants=x.service \\', '  b.service', 'Wants=b.service'] });
    expect(declarationsOf(history, unit('a.service'), 'b.service', 'Wants=')).toEqual([{ path: '/etc/systemd/system/a.service', line: 3 }]);
  });

  it('of a drop-in is that of the drop-in', () => {
    const history = filesOf({
      '/etc/systemd/system/a.service': ['[Unit]', 'Description=A'],
      '/etc/systemd/system/a.service.d/more.conf': ['[Unit]', '', 'Wants=b.service'],
    });
    expect(declarationsOf(history, unit('a.service'), 'b.service', 'Wants=')).toEqual([
      { path: '/etc/systemd/system/a.service.d/more.conf', line: 3 },
    ]);
    expect(fragmentOf(history, 'a.service')).toBe('/etc/systemd/system/a.service');
  });

  it('of a timer is each that makes it elapse, once', () => {
    const history = filesOf({ '/etc/systemd/system/t.timer': ['[Timer]', 'OnBootSec=1min', 'AccuracySec=1', 'OnUnitActiveSec=5min'] });
    expect(declarationsOf(history, unit('t.timer'), 't.service', 'OnUnitActiveSec=5min').map(({ line }) => line)).toEqual([4, 2]);
    expect(declarationsOf(history, unit('t.timer'), 't.service', undefined).map(({ line }) => line)).toEqual([4, 2]);
  });

  it('of a setting that a later empty assignment takes back is not in force', () => {
    const history = filesOf({
      '/etc/systemd/system/t.timer': ['[Timer]', 'OnCalendar=daily'],
      '/etc/systemd/system/t.timer.d/x.conf': ['[Timer]', 'OnCalendar=', 'OnCalendar=weekly'],
    });
    expect(declarationsOf(history, unit('t.timer'), 't.service', undefined)).toEqual([
      { path: '/etc/systemd/system/t.timer.d/x.conf', line: 3 },
    ]);
  });
});
