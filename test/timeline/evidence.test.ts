import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/model/fact.ts';
import { decodeObservation } from '../../src/history/decode/observation.ts';
import { createEvidenceIndex, toEvidence } from '../../src/timeline/evidence.ts';
import { excerpt } from '../history/excerpt.ts';
import { told } from './told.ts';

const facts = excerpt('client-sudo-live').flatMap((observation) => decodeObservation(observation, 'system'));
const ofKind = (kind: Fact['kind']): Fact => {
  const found = facts.find((fact) => fact.kind === kind);
  if (found === undefined) throw new Error(`the excerpt holds no ${kind}`);
  return found;
};

describe('the book of evidence', () => {
  it('gives ids in the order of citation, and each fact one', () => {
    const book = createEvidenceIndex();
    const [first, second, third] = facts;
    expect(book.cite([second!, first!, second!])).toEqual(['e1', 'e2']);
    expect(book.cite([first!, third!])).toEqual(['e2', 'e3']);
    expect(Object.keys(book.entries())).toEqual(['e1', 'e2', 'e3']);
    expect(book.entries()['e1']).toEqual(toEvidence(second!));
    expect(book.cite([])).toEqual([]);
  });

  it.each([
    ['job-queued', /^job \d+ queued for worker\.service$/],
    ['job-removed', /^job \d+ of worker\.service ended: done$/],
    ['unit-detail', /^worker\.service: NRestarts=0 Result=success$/],
    ['job-logged', /worker\.service/],
    ['client-scan', /^processes seen when the job was queued: .*systemctl restart worker/],
    ['bus-heard', /^the bus is heard from here on$/],
    ['unit-file', /^\/etc\/systemd\/system\/worker\.service$/],
  ] as const)('says what a fact of kind %s is', (kind, text) => {
    expect(toEvidence(ofKind(kind)).text).toMatch(text);
  });

  it('has the cursor of a journal entry, and none of a signal', () => {
    expect(toEvidence(ofKind('job-logged')).cursor).toMatch(/^s=[0-9a-f]{32};/);
    expect(toEvidence(ofKind('job-queued'))).not.toHaveProperty('cursor');
  });
});

it('all that a timeline cites is in its evidence, and nothing else is', () => {
  const { timeline } = told('wanted-by-target-live', ['web.service', 'cache.service', 'site.target']);
  const cited = [...timeline.starts.flatMap(({ chain }) => chain), ...timeline.events].flatMap(({ evidence }) => evidence);
  expect(cited.length).toBeGreaterThan(4);
  expect(new Set(cited)).toEqual(new Set(Object.keys(timeline.evidence)));
});
