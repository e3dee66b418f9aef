import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPast, type PastSession, type PastWindow } from '../../../src/session/past/gather.ts';
import { SourceError } from '../../../src/errors.ts';
import { createHistory } from '../../../src/history/history.ts';
import { createExportParser } from '../../../src/collect/journal/export-format.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { createObservationStream } from '../../../src/collect/observation-stream.ts';
import type { StartCount } from '../../../src/model/timeline.ts';
import { stubJournalctl } from '../../collect/journal/journalctl-stub.ts';

// What PID 1 of a lab with systemd 252 logged: flapper.service fails and is restarted some times, is stopped, and is started again twice, each time
// 46 s after anything else happened and right after bystander.service.
const EXPORT = fileURLToPath(new URL('../../../fixtures/journal-export/flapper-252.export', import.meta.url));
const DOUBLE = fileURLToPath(new URL('./journalctl-double.mjs', import.meta.url));
const FLAPPER = 'flapper.service';

const logged = createExportParser().push(readFileSync(EXPORT));
const BOOT = String(logged[0]?.['_BOOT_ID']);
const invocations = new Set(
  logged
    .filter((fields) => fields['UNIT'] === FLAPPER && /^(Starting|Started)/.test(String(fields['MESSAGE'])))
    .map((fields) => fields['INVOCATION_ID']),
);

let stub: ReturnType<typeof stubJournalctl>;
beforeEach(() => {
  stub = stubJournalctl();
  stub.behave({ script: `exec '${process.execPath}' '${DOUBLE}' '${EXPORT}' "$@"` });
});
afterEach(() => {
  stub.restore();
});

interface Seen {
  readonly session: PastSession;
  readonly observations: readonly Observation[];
}

function openTestSession(): Seen {
  const history = createHistory('system');
  const observations: Observation[] = [];
  const stream = createObservationStream((observation) => {
    observations.push(observation);
    history.add(observation);
  });
  return { observations, session: { stream, history } };
}

async function gather(
  window: Partial<PastWindow>,
  units: readonly string[] = [FLAPPER],
  { session, observations } = openTestSession(),
): Promise<{ readonly counts: readonly StartCount[]; readonly cursors: readonly unknown[]; readonly about: ReadonlySet<unknown> }> {
  const past = openPast(units, { place: { scope: 'system' }, scope: 'system', lines: 10, ...window });
  try {
    const counts = await past.gather(session);
    const fields = observations.flatMap(({ payload }) => (payload.kind === 'entry' ? [payload.fields] : []));
    return { counts, cursors: fields.map((one) => one['__CURSOR']), about: new Set(fields.map((one) => one['UNIT'])) };
  } finally {
    past.close();
  }
}

const queries = (): string[] => stub.runs().map((run) => run.join(' '));

describe('the last starts', () => {
  it('are counted all, though only some are read', async () => {
    expect(invocations.size).toBeGreaterThan(4);
    const { counts } = await gather({ boot: BOOT, lines: 1 });
    expect(counts).toEqual([{ unit: FLAPPER, starts: invocations.size, atLeast: false }]);
    expect(queries().filter((query) => query.includes('MESSAGE_ID=39f53479d3a045ac8e11786248231fbf'))).toHaveLength(1);
  });

  it('are not counted again where all were read', async () => {
    const { counts } = await gather({ boot: BOOT, lines: Number.POSITIVE_INFINITY });
    expect(counts).toEqual([{ unit: FLAPPER, starts: invocations.size, atLeast: false }]);
    expect(queries().filter((query) => query.includes('MESSAGE_ID=39f53479d3a045ac8e11786248231fbf'))).toEqual([]);
  });

  it('come with what was logged around them, and nothing from between', async () => {
    const { about } = await gather({ boot: BOOT, lines: 1 });
    expect(about).toContain('bystander.service');
    const windows = queries().filter((query) => query.includes('--since='));
    expect(windows).toHaveLength(1);
    expect([...about].filter((unit) => unit !== undefined)).toHaveLength(2);
  });

  it('are asked for by all their names once those are known', async () => {
    const seen = openTestSession();
    const properties = { Id: FLAPPER, Names: [FLAPPER, 'alias.service'] };
    seen.session.stream.emit({ source: 'system-bus', kind: 'unit-properties', unit: FLAPPER, properties });
    const { counts } = await gather({ boot: BOOT, lines: 1 }, ['alias.service'], seen);
    expect(counts[0]?.starts).toBe(invocations.size);
    expect(queries().some((query) => query.includes('UNIT=alias.service') && query.includes(`UNIT=${FLAPPER}`))).toBe(true);
  });
});

describe('a start in the startup', () => {
  it.each([{ boot: BOOT }, {}])('is seen from the begin of the startup: %j', async (window) => {
    const { cursors } = await gather({ lines: 1, ...window }, ['multi-user.target']);
    const finished = logged.findIndex(({ MESSAGE }) => String(MESSAGE).startsWith('Startup finished'));
    expect(finished).toBeGreaterThan(10);
    const early = logged.slice(0, finished).map((fields) => fields['__CURSOR']);
    expect(cursors).toEqual(expect.arrayContaining(early));
  });
});

describe('the order of what is told', () => {
  it('does not depend on which journalctl is faster', async () => {
    const { cursors } = await gather({ boot: BOOT });
    stub.behave({
      script: `case "$*" in *--since=*) mkdir '${stub.folder}/first' 2>/dev/null && sleep 0.5;; *UNIT=*) sleep 0.2;; esac; exec '${process.execPath}' '${DOUBLE}' '${EXPORT}' "$@"`,
    });
    expect((await gather({ boot: BOOT })).cursors).toEqual(cursors);
    expect(queries().filter((query) => query.includes('--since=')).length).toBeGreaterThan(1);
  });
});

describe('a journal that cannot be read', () => {
  it('is told when it is asked for, by its own words', async () => {
    stub.behave({ complains: 'No journal files were opened due to insufficient permissions.', exitStatus: 1 });
    await expect(gather({ boot: BOOT })).rejects.toThrow(SourceError);
  });

  it('is let go of when nobody asks', async () => {
    stub.behave({ script: 'exec sleep 60' });
    const past = openPast([FLAPPER], { place: { scope: 'system' }, scope: 'system', lines: 10, boot: BOOT });
    past.close();
    await expect(past.gather(openTestSession().session)).resolves.toEqual([{ unit: FLAPPER, starts: 0, atLeast: false }]);
  });
});
