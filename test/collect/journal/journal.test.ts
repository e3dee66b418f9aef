import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceError, UsageError } from '../../../src/errors.ts';
import { followJournal, lookAtJournal, readAhead, readInTurn, readJournal, resolveBoot } from '../../../src/collect/journal/index.ts';
import type { JournalEntry, JournalQuery } from '../../../src/collect/journal/index.ts';
import type { GapPayload } from '../../../src/model/observation.ts';
import { stubJournalctl } from './journalctl-stub.ts';

const HERE = { scope: 'system' } as const;
const BOOT = '2e662578dab543be861b2a63bbcd072f';
const fixture = (version: number) => fileURLToPath(new URL(`../../../fixtures/journal-export/systemd-${version}.export`, import.meta.url));

let stub: ReturnType<typeof stubJournalctl>;
beforeEach(() => {
  stub = stubJournalctl();
});
afterEach(() => {
  stub.restore();
});

async function all(query: JournalQuery, signal?: AbortSignal): Promise<JournalEntry[]> {
  const found: JournalEntry[] = [];
  for await (const entry of readJournal(query, HERE, signal)) found.push(entry);
  return found;
}

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 500; i++) {
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : undefined;
    if (stat === undefined || / Z /.test(stat)) return true;
    await delay(20);
  }
  return false;
}

describe('readJournal', () => {
  it('asks by matches, boot, times and fields, without a shell', async () => {
    stub.behave({ prints: fixture(252) });
    await all({
      matches: [['UNIT=x.service; rm -rf /', '_PID=1'], ['_COMM=sudo']],
      boot: BOOT,
      since: 1_795_183_000_000_042n,
      until: 1_795_183_001_000_000n,
      fields: ['MESSAGE', 'UNIT'],
    });
    expect(stub.runs()).toEqual([
      [
        '--no-pager',
        '--quiet',
        '--output=export',
        '--since=@1795183000.000042',
        '--until=@1795183001.000000',
        '--output-fields=MESSAGE,UNIT,_SOURCE_REALTIME_TIMESTAMP',
        'UNIT=x.service; rm -rf /',
        '_PID=1',
        `_BOOT_ID=${BOOT}`,
        '+',
        '_COMM=sudo',
        `_BOOT_ID=${BOOT}`,
      ],
    ]);
  });

  it("tells each entry's time by the sender's clock, and moves the monotonic one along", async () => {
    stub.behave({ prints: fixture(247) });
    const [first] = await all({ matches: [] });
    expect(first?.at).toEqual({
      realtimeUsec: 1_795_186_450_808_020n,
      monotonicUsec: 998_208_680n - 72n,
      bootId: BOOT,
    });
  });

  it('gives the newest lines in order, by reading backwards', async () => {
    stub.behave({ prints: fixture(257) });
    const forwards = await all({ matches: [], reverse: true });
    expect(await all({ matches: [], lines: 5, since: 0n })).toEqual([...forwards].reverse());
    expect(stub.runs()[1]).toEqual(expect.arrayContaining(['--reverse', '--lines=5']));
    expect(await all({ matches: [], lines: 0 })).toEqual([]);
  });

  it('ends journalctl at once when the consumer stops', async () => {
    stub.behave({ prints: fixture(247), endless: true });
    let count = 0;
    for await (const _entry of readJournal({ matches: [] }, HERE)) if (++count === 10) break;
    expect(count).toBe(10);
    expect(await isGone(stub.pid())).toBe(true);
  });

  it('ends quietly when the signal aborts', async () => {
    stub.behave({ prints: fixture(247), endless: true });
    const stopper = new AbortController();
    let count = 0;
    for await (const _entry of readJournal({ matches: [] }, HERE, stopper.signal)) if (++count === 3) stopper.abort();
    expect(count).toBeGreaterThanOrEqual(3);
    expect(await isGone(stub.pid())).toBe(true);
    expect(await all({ matches: [] }, AbortSignal.abort())).toEqual([]);
  });

  it('lets journalctl wait while the consumer is busy', async () => {
    stub.behave({ prints: fixture(252), endless: true });
    let count = 0;
    const before = process.memoryUsage().rss;
    for await (const _entry of readJournal({ matches: [] }, HERE)) {
      if (++count === 1) await delay(500);
      if (count === 20) break;
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it.each([
    ['No journal files were opened due to insufficient permissions.', /may not be read by this user; .*usermod -aG systemd-journal/],
    ['\u001b[0;1;31mFailed to open files: Bad message\u001b[0m', /damaged.*Failed to open files: Bad message; `journalctl --verify`/],
    ['Failed to open files: No data available', /damaged or no journal.*No data available/],
    ['Failed to open /nonexist: No such file or directory', /no journal there.*-D/],
    ['Data from the specified boot (-5) is not available: No such boot ID in journal', /No such boot ID.*--list-boots/],
    ['Failed to frobnicate: Nope', /failed with status 1: Failed to frobnicate: Nope/],
  ])('says what to do when journalctl says "%s"', async (complains, message) => {
    stub.behave({ complains, exitStatus: 1 });
    const failure = await all({ matches: [] }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SourceError);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).not.toContain('\u001b');
  });

  it('says so when journalctl is not installed, or is killed', async () => {
    stub.behave({ script: 'kill -KILL $$' });
    await expect(all({ matches: [] })).rejects.toThrow(/killed by SIGKILL/);
    stub.uninstall();
    await expect(all({ matches: [] })).rejects.toThrow(/journalctl is not installed/);
  });

  it.each([
    [{ matches: [['--rotate']] }, /no journal match/],
    [{ matches: [], boot: 'yesterday' }, /no boot id/],
  ])('refuses %j', async (query, message) => {
    stub.behave({});
    const failure = await all(query).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect((failure as Error).message).toMatch(message);
    expect(stub.runs()).toEqual([]);
  });

  it('refuses two places at once', async () => {
    stub.behave({});
    const both = readJournal({ matches: [] }, { scope: 'system', directory: '/a', files: ['/b'] });
    await expect(both.next()).rejects.toThrow(/--directory=\/a and --file=\/b/);
  });
});

describe('several files', () => {
  it('are read as one journal', async () => {
    stub.behave({ prints: fixture(252) });
    const found: JournalEntry[] = [];
    for await (const entry of readJournal({ matches: [] }, { scope: 'system', files: ['/a', '/b*'] })) found.push(entry);
    expect(found.length).toBeGreaterThan(0);
    expect(stub.runs()[0]).toEqual(expect.arrayContaining(['--file=/a', '--file=/b*']));
    await all({ matches: [] });
    expect(stub.runs()[1]?.join(' ')).not.toContain('--file');
  });
});

describe('readInTurn', () => {
  const queries = [1, 2, 3, 4].map((minute) => ({ matches: [[`UNIT=${minute}`]] }));

  it('keeps the order of the queries, whichever journalctl is faster, and runs no more than told', async () => {
    stub.behave({
      script: `case "$*" in *UNIT=1*) sleep 0.3;; esac\nfor a in "$@"; do case "$a" in UNIT=*) u=\${a#UNIT=};; esac; done\nprintf '__REALTIME_TIMESTAMP=%s\\nUNIT=%s\\n\\n' "$u" "$u"`,
    });
    const order: unknown[] = [];
    for await (const { fields } of readInTurn(queries, HERE, 2)) {
      if (order.length === 0) expect(stub.runs().length).toBeLessThanOrEqual(2);
      order.push(fields['UNIT']);
    }
    expect(order).toEqual(['1', '2', '3', '4']);
    expect(stub.runs()).toHaveLength(4);
  });

  it('ends every journalctl when the consumer stops', async () => {
    stub.behave({ prints: fixture(247), endless: true });
    for await (const _entry of readInTurn(queries, HERE, 3)) break;
    expect(await isGone(stub.pid())).toBe(true);
  });

  it('tells a failure when its query is read', async () => {
    stub.behave({ script: `case "$*" in *UNIT=2*) echo 'Failed to frobnicate: Nope' >&2; exit 1;; *) cat '${fixture(252)}';; esac` });
    const read = async (): Promise<void> => {
      for await (const _entry of readInTurn(queries, HERE, 4));
    };
    await expect(read()).rejects.toThrow(/Failed to frobnicate: Nope/);
  });
});

describe('readAhead', () => {
  it('runs journalctl before anybody reads, and ends it when nobody will', async () => {
    stub.behave({ prints: fixture(247), endless: true });
    const reading = readAhead({ matches: [] }, HERE);
    for (let i = 0; i < 500 && stub.runs().length === 0; i++) await delay(20);
    expect(stub.runs()).toHaveLength(1);
    reading.close();
    expect(await isGone(stub.pid())).toBe(true);
  });
});

describe('followJournal', () => {
  it('begins at a moment, starts again behind the last entry when journalctl dies, and tells of the gap', async () => {
    stub.behave({
      script: `case "$*" in *--after-cursor=*) cat '${fixture(262)}'; exec sleep 30;; *) cat '${fixture(257)}'; kill -KILL $$;; esac`,
    });
    const entries: JournalEntry[] = [];
    const gaps: GapPayload[] = [];
    const follower = followJournal(
      { matches: [['_PID=1']], since: 7_000_000n },
      HERE,
      (entry) => entries.push(entry),
      (gap) => gaps.push(gap),
    );
    for (let i = 0; i < 500 && entries.length < 12; i++) await delay(20);
    await follower.close();
    expect(entries).toHaveLength(5 + 7);
    const last = entries[4];
    expect(stub.runs()).toHaveLength(2);
    expect(stub.runs()[0]).toEqual(expect.arrayContaining(['--follow', '--no-tail', '--since=@7.000000', '_PID=1']));
    expect(stub.runs()[1]).toContain(`--after-cursor=${String(last?.fields['__CURSOR'])}`);
    expect(stub.runs()[1]?.join(' ')).not.toContain('--since');
    expect(gaps).toEqual([expect.objectContaining({ source: 'journal', kind: 'gap', from: last?.at })]);
    expect(await isGone(stub.pid())).toBe(true);
    await expect(follower.ended).resolves.toBeUndefined();
  });

  it('is not ended by the signals of the keyboard: who follows ends journalctl when all is read', async () => {
    stub.behave({ script: 'exec sleep 30' });
    const follower = followJournal({ matches: [] }, HERE, () => undefined);
    for (let i = 0; i < 500 && stub.runs().length === 0; i++) await delay(20);
    const groupOf = (pid: number | string): string =>
      readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ')[2] ?? '';
    expect(groupOf(stub.pid())).toBe(String(stub.pid()));
    expect(groupOf(stub.pid())).not.toBe(groupOf('self'));
    await follower.close();
    expect(await isGone(stub.pid())).toBe(true);
  });

  it('starts at the present moment', async () => {
    stub.behave({ script: 'exec sleep 30' });
    const before = BigInt(Date.now()) * 1000n;
    const follower = followJournal({ matches: [] }, HERE, () => undefined);
    for (let i = 0; i < 500 && stub.runs().length === 0; i++) await delay(20);
    await follower.close();
    const since = /^--since=@(\d+)\.(\d{6})$/.exec(stub.runs()[0]?.find((one) => one.startsWith('--since')) ?? '');
    expect(BigInt(`${since?.[1] ?? ''}${since?.[2] ?? ''}`) - before).toBeLessThan(10_000_000n);
  });

  it('gives up with a reason when the journal cannot be followed', async () => {
    stub.behave({ complains: 'No journal files were opened due to insufficient permissions.', exitStatus: 1 });
    await expect(followJournal({ matches: [] }, HERE, () => undefined).ended).rejects.toThrow(/may not be read/);
    stub.uninstall();
    await expect(followJournal({ matches: [] }, HERE, () => undefined).ended).rejects.toThrow(/not installed/);
  });
});

describe('lookAtJournal', () => {
  const hint =
    "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.\n";

  it.each([
    ['a line', '', 0, 'system', { status: 'ok' }],
    ['a line', hint, 0, 'system', { status: 'degraded', remedy: expect.stringContaining('usermod -aG systemd-journal') }],
    ['a line', hint, 0, 'user', { status: 'ok' }],
    [
      '',
      `${hint}No journal files were opened due to insufficient permissions.\n`,
      1,
      'system',
      { status: 'missing', remedy: expect.stringContaining('usermod') },
    ],
    [
      'a line',
      'Journal file /tmp/corr/system.journal is truncated, ignoring file.\n',
      0,
      'system',
      { status: 'degraded', detail: expect.stringContaining('truncated') },
    ],
    ['-- No entries --', 'No journal files were found.\n', 0, 'system', { status: 'missing', detail: 'the journal holds no entries' }],
  ] as const)('of "%s" and "%s" (%i), as %s', async (prints, complains, exitStatus, scope, expected) => {
    stub.behave({ script: `printf '%s\\n' '${prints}'; cat >&2 <<'END'\n${complains}END\nexit ${exitStatus}` });
    expect((await lookAtJournal({ scope })).status).toEqual(
      expect.objectContaining({ source: 'journal', kind: 'source-status', ...expected }),
    );
  });

  it('of a place without entries names another place, not a daemon to start', async () => {
    stub.behave({ script: "echo '-- No entries --'; echo 'No journal files were found.' >&2; exit 1" });
    expect((await lookAtJournal({ scope: 'system', directory: '/empty' })).status).toMatchObject({
      status: 'missing',
      remedy: expect.stringMatching(/-D.*--file/) as unknown,
    });
  });

  it('tells the newest entry by its cursor', async () => {
    const cursor = `s=046912fa545747bfb24942bb8be56f1b;i=f4240;b=${BOOT};m=3a3571beb0;t=60e1145469370;x=575416a136754522`;
    stub.behave({ script: `echo 'Jan 03 21:26:39 bench systemd[1]: a line'; echo '-- cursor: ${cursor}'` });
    const { status, newest } = await lookAtJournal(HERE);
    expect(status.status).toBe('ok');
    expect(newest).toEqual({ realtimeUsec: 0x60e1145469370n, monotonicUsec: 0x3a3571beb0n, bootId: BOOT });
    stub.behave({ script: "echo '-- No entries --'" });
    expect((await lookAtJournal(HERE)).newest).toBeUndefined();
  });

  it('is missing without journalctl', async () => {
    stub.uninstall();
    expect((await lookAtJournal(HERE)).status).toMatchObject({ status: 'missing', detail: expect.stringContaining('not installed') });
  });
});

describe('resolveBoot', () => {
  const OLDER = '00000000000000000000000000000001';
  const LISTS = {
    247: ` 0 ${BOOT} Fri 2026-11-20 14:53:50 UTC—Fri 2026-11-20 14:54:10 UTC\n`,
    252: `IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY\n  0 ${BOOT} Fri 2026-11-20 14:53:50 UTC Fri 2026-11-20 14:54:12 UTC\n`,
  };
  const twoBoots = LISTS[252].replace('  0', ` -1 ${OLDER} Thu 2026-11-19 14:53:50 UTC Thu 2026-11-19 14:54:12 UTC\n  0`);
  const answer = (list: string) => ({ script: `case "$*" in *--list-boots*) cat <<'END'\n${list}END\n;; *) cat '${fixture(247)}';; esac` });
  const PLACE = { scope: 'system', directory: '/var/log/journal' } as const;

  it.each([247, 252] as const)('reads the list of %i', async (version) => {
    stub.behave(answer(LISTS[version]));
    for (const text of [undefined, '', '0', '1', '-0']) expect((await resolveBoot(text, PLACE)).bootId).toBe(BOOT);
    await expect(resolveBoot('-1', PLACE)).rejects.toThrow(/holds no boot "-1"; `journalctl --list-boots`/);
  });

  it('counts back, forth and from an id', async () => {
    stub.behave(answer(twoBoots));
    expect((await resolveBoot('-1', PLACE)).bootId).toBe(OLDER);
    expect((await resolveBoot('1', PLACE)).bootId).toBe(OLDER);
    expect((await resolveBoot('+2', PLACE)).bootId).toBe(BOOT);
    expect((await resolveBoot(`${BOOT}-1`, PLACE)).bootId).toBe(OLDER);
    await expect(resolveBoot(`${BOOT}+1`, PLACE)).rejects.toThrow(/holds no boot/);
    await expect(resolveBoot('3', PLACE)).rejects.toThrow(/holds no boot/);
  });

  it('takes an id with dashes, and gives when it began and ended', async () => {
    stub.behave(answer(LISTS[252]));
    const boot = await resolveBoot('2E662578-dab5-43be-861b-2a63bbcd072f', PLACE);
    expect(boot.bootId).toBe(BOOT);
    // __REALTIME_TIMESTAMP 1795186450808092 at 998208680 on the monotonic clock.
    expect(await boot.began).toEqual({ realtimeUsec: 1_795_186_450_808_092n - 998_208_680n, monotonicUsec: 0n, bootId: BOOT });
    expect(boot.ended).toEqual({ realtimeUsec: 1_795_186_450_808_092n, monotonicUsec: 998_208_680n, bootId: BOOT });
  });

  it.each(['zzz', '-', '1.5', '--version', BOOT.slice(1)])('refuses "%s"', async (text) => {
    stub.behave(answer(LISTS[252]));
    await expect(resolveBoot(text, PLACE)).rejects.toThrow(UsageError);
  });
});
