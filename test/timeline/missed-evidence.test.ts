import { describe, expect, it } from 'vitest';
import { attributeStart } from '../../src/analysis/attribute-start.ts';
import { createHistory, type History } from '../../src/history/history.ts';
import type { Observation } from '../../src/model/observation.ts';
import { missedEvidence } from '../../src/timeline/missed-evidence.ts';
import { hintText } from '../../src/render/words/hints.ts';
import { clientLines } from '../history/client-logs/client-lines.ts';
import { told as timelineOf } from './told.ts';

const journal = clientLines('client-lines-252.export').filter(({ payload }) => payload.kind === 'entry' && payload.fields['_PID'] === '1');
const at = journal[0]!.at;
const host = (manager: 'system' | 'user'): Observation => ({ sequence: 0, at, payload: { source: 'host', kind: 'host', manager } });

function storyOf(...first: readonly Observation[]): History {
  const history = createHistory('system');
  for (const line of [...first, ...journal]) history.add(line);
  return history;
}

function told(unit: string, history: History): readonly string[] {
  const start = history.unit(unit).starts.at(-1);
  if (start === undefined) throw new Error(`no start of ${unit}`);
  return missedEvidence(start, attributeStart(start, history), history).map(hintText);
}

describe('when nobody can be named, looking back', () => {
  it('the commands that name the client the next time are told, with the unit', () => {
    expect(told('sudo-widget.service', storyOf(host('system')))).toEqual([
      'who asks the next time, live and as root: whyalive watch --trace-exec sudo-widget.service',
      'who asks from now on, as root: systemctl enable --now $(npm root -g)/whyalive/dist/whyalive-record.service',
      'an audit rule, as root; whyalive reads its records in the journal, ausearch -k whyalive those of auditd: auditctl -a always,exit -F path=/usr/bin/systemctl -F perm=x -k whyalive',
    ]);
  });

  it('a source that was missing comes first', () => {
    const [missing] = told(
      'sudo-widget.service',
      storyOf({ sequence: 0, at, payload: { source: 'system-bus', kind: 'source-status', status: 'missing', remedy: 'run it as root' } }),
    );
    expect(missing).toBe('the source system-bus: run it as root');
  });

  it('a user manager has no black box', () => {
    const hints = told('sudo-widget.service', storyOf(host('user')));
    expect(hints[0]).toBe('who asks the next time, live: whyalive watch --user sudo-widget.service');
    expect(hints.join()).not.toContain('whyalive-record');
  });

  it('a name that means something to a shell is quoted', () => {
    const start = storyOf().unit('sudo-widget.service').starts[0]!;
    const from = { kind: 'client' } as const;
    const link = { mechanism: 'client-request', strength: 'correlated', from, to: 'a\\x2db.service' } as const;
    const attribution = { mechanism: 'client-request', strength: 'correlated', chain: [link], losers: [], ruledOut: [] } as const;
    expect(missedEvidence(start, attribution, storyOf())[0]).toMatchObject({ line: `whyalive watch --trace-exec 'a\\x2db.service'` });
  });
});

it('nothing is told where a log line names the client', () => {
  const history = createHistory('system');
  for (const line of clientLines('client-lines-252.export')) history.add(line);
  expect(told('sudo-widget.service', history)).toEqual([]);
});

describe('when nobody was seen live', () => {
  const isOfProc = ({ payload }: Observation): boolean => payload.source === 'proc';
  const hintsOf = (change: (observations: readonly Observation[]) => readonly Observation[]): readonly string[] =>
    timelineOf('client-restart-live', ['worker.service'], {}, change).timeline.starts.at(-1)?.wouldHaveTold?.map(hintText) ?? [];

  it('only the trace of executed programs tells more', () => {
    expect(hintsOf((all) => all.filter((one) => !isOfProc(one)))).toEqual([
      'even a client that is gone at once, as root: whyalive watch --trace-exec worker.service',
    ]);
  });

  it('nothing tells more than a trace that was on', () => {
    const traced = (all: readonly Observation[]): readonly Observation[] =>
      all.map((one) => (isOfProc(one) ? { ...one, payload: { source: 'proc', kind: 'client-exec', program: '/usr/bin/true' } } : one));
    expect(hintsOf(traced)).toEqual([]);
  });
});
