import { describe, expect, it } from 'vitest';
import { hasJobMaker, JOB_MAKERS, jobMaker, type JobMakerName } from '../../../src/systemd/jobs/job-makers.ts';
import { START_ANSWERS } from '../../../src/analysis/jobs/start-makers.ts';
import { STOP_ANSWERS } from '../../../src/analysis/ends/stop-makers.ts';
import { MECHANISM_RULES } from '../../../src/analysis/starts/index.ts';
import { END_MECHANISM_RULES } from '../../../src/analysis/ends/index.ts';

const names = Object.keys(JOB_MAKERS) as readonly JobMakerName[];
const making = (what: 'start' | 'stop'): readonly string[] => names.filter((name) => jobMaker(name).makes.includes(what));

describe('the table of what makes jobs', () => {
  it('has an answer for each row, among starts and among stops', () => {
    expect(Object.keys(START_ANSWERS).sort()).toEqual(making('start').toSorted());
    expect(Object.keys(STOP_ANSWERS).sort()).toEqual(making('stop').toSorted());
  });

  it('names mechanisms that there are', () => {
    expect(Object.values(START_ANSWERS).filter(({ by }) => !MECHANISM_RULES.some(({ name }) => name === by))).toEqual([]);
    expect(Object.values(STOP_ANSWERS).filter(({ by }) => !END_MECHANISM_RULES.some(({ name }) => name === by))).toEqual([]);
  });

  it('leaves to a client what a client asks for, and nothing else', () => {
    const calls = ['call', 'varlink-call', 'marked-jobs'];
    const left = (answers: Readonly<Record<string, { readonly by: string }>>): readonly string[] =>
      Object.entries(answers).flatMap(([name, { by }]) => (by === 'client-request' ? [name] : []));
    expect(left(START_ANSWERS)).toEqual(calls);
    expect(left(STOP_ANSWERS)).toEqual([...calls, 'triggering']);
  });

  it('has each row from the version on that brought it, and all where the version is not known', () => {
    expect(names.filter((name) => !hasJobMaker(name, 247))).toEqual([
      'varlink-call',
      'marked-jobs',
      'socket-deferred',
      'upheld',
      'on-success',
    ]);
    expect(names.filter((name) => !hasJobMaker(name, 262) || !hasJobMaker(name, 0))).toEqual([]);
  });
});
