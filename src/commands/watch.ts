import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import type { StartRecord } from '../facts/unit-record.ts';
import { now } from '../sources/clock.ts';
import type { SourceStatusPayload } from '../sources/observation.ts';
import { readHost } from '../sources/host.ts';
import { followJournal, journalAccess } from '../sources/journal.ts';
import { openSystemBus, type SystemBus } from '../sources/system-bus.ts';
import { templateOf } from '../systemd/unit-name.ts';
import { createClientScanner } from './client-scanner.ts';
import { describeUpwards } from './describe-units.ts';
import { JOURNAL_FIELDS, managerMatches } from './journal-matches.ts';
import { createLiveStory } from './live-story.ts';
import type { Terminal, WatchRequest } from './request.ts';
import { openSession } from './session.ts';
import { completeNames, requireKnown, resolveAliases, unknownUnits } from './unit-names.ts';
import { createWatchPrinter } from './watch-printer.ts';

/** `whyalive watch UNIT…`: tells each start as it happens, until interrupted or until `--for` has passed. */
export async function watch(request: WatchRequest, terminal: Terminal): Promise<ExitStatus> {
  const { scope } = request;
  const units = resolveAliases(completeNames(request.units), { scope });
  const names = units.map(({ id }) => id);
  const interrupted = terminal.untilInterrupted();
  const starts: StartRecord[] = [];
  let onStart = (start: StartRecord): void => void starts.push(start);
  let onGap = (): void => undefined;
  let onFact = (_unit: string, _isNew: boolean): void => undefined;
  const session = openSession({
    scope,
    command: 'watch',
    units: names,
    options: {},
    ...(request.writeTo === undefined ? {} : { writeTo: request.writeTo }),
    onStart: (start) => onStart(start),
    onFact: (unit, isNew) => onFact(unit, isNew),
    onGap: () => onGap(),
    onTrouble: (sentence) => terminal.writeError(`whyalive: ${sentence}\n`),
  });
  const { history, stream } = session;
  const watched = new Set(names);
  const isWatched = (unit: string): boolean => watched.has(history.canonical(unit)) || watched.has(templateOf(unit) ?? '');
  const scanner = createClientScanner(stream, scope);
  let interest: ReadonlySet<string> = new Set(names);
  let asking = 0;
  const describe = (bus: SystemBus, unit: string): void => {
    if (asking >= MOST_ASKED) return;
    asking += 1;
    void bus
      .unitProperties(unit)
      .catch(() => undefined)
      .finally(() => (asking -= 1));
  };
  try {
    const bus = await openSystemBus({
      scope,
      stream,
      onJobNew(jobId, unit) {
        if (!isWatched(unit) && !interest.has(unit)) return;
        scanner.noteJob(jobId);
        describe(bus, unit);
      },
    });
    try {
      session.ok('system-bus');
      stream.emit(await readHost({ scope }));
      await bus.listen();
      const places = { scope };
      interest = await describeUpwards(names, session, bus, places);
      const unknown = unknownUnits(units, history, places);
      if (unknown.length === units.length) requireKnown(units, history, places);
      for (const unit of unknown) terminal.writeError(`whyalive: there is no unit ${unit} yet; its starts are told when it comes\n`);
      for (const name of names) watched.add(history.canonical(name));
      const access = await journalAccess({ scope });
      stream.emit(access);
      if (access.status !== 'ok') terminal.writeError(`whyalive: ${sentenceOf(access)}\n`);
      const begun = history.heard[0]?.since.at ?? now();
      const journal = followJournal(
        { matches: managerMatches(scope), since: begun.realtimeUsec, fields: JOURNAL_FIELDS },
        { scope },
        (entry) => stream.emit({ source: 'journal', kind: 'entry', fields: entry.fields }, entry.at),
        (gap) => stream.emit(gap),
      );
      journal.ended.catch((error: unknown) => session.missing('journal', error));
      const printer = createWatchPrinter(request, terminal, names, begun);
      const story = createLiveStory({ history, bus, begun, isWatched, printer });
      onStart = (start) => story.noteStart(start);
      onGap = () => story.noteGap();
      onFact = (unit, isNew) => {
        if (isWatched(unit)) story.noteChange(unit);
        // What the kernel makes known is announced by UnitNew alone, already active; and a trigger must be known before it fires.
        if (isNew && (isWatched(unit) || TRIGGER.test(unit))) describe(bus, unit);
      };
      for (const start of starts) story.noteStart(start);
      printer.header();
      await untilEnd(interrupted, request.forUsec);
      await story.finish();
      await journal.close();
      printer.summary(history.gaps);
      return EXIT_STATUS.answered;
    } finally {
      scanner.close();
      await bus.close();
    }
  } finally {
    await session.close();
  }
}

/** Says that the journal does not tell all, and what would help. */
function sentenceOf({ status, detail, remedy }: SourceStatusPayload): string {
  const what = `the journal is ${status}${detail === undefined ? '' : ` (${detail})`}, so less is sure`;
  return remedy === undefined ? what : `${what}; ${remedy}`;
}

/** In a burst the manager has better things to do than to answer; what is answered late is of no use anyway. */
const MOST_ASKED = 32;

const TRIGGER = /\.(timer|path|socket|automount)$/;

async function untilEnd(interrupted: AbortSignal, forUsec: bigint | undefined): Promise<void> {
  if (interrupted.aborted) return;
  await new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => undefined, 1 << 30);
    const timer = forUsec === undefined ? undefined : setTimeout(end, Number(forUsec / 1000n));
    interrupted.addEventListener('abort', end, { once: true });
    function end(): void {
      clearInterval(keepAlive);
      clearTimeout(timer);
      resolve();
    }
  });
}
