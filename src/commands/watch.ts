import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { createLateListener } from './late-listener.ts';
import { openLive } from './live.ts';
import { createLiveStory } from './live-story.ts';
import type { Terminal, WatchRequest } from './request.ts';
import { untilEnd } from './until-end.ts';
import { createWatchPrinter } from './watch-printer.ts';

/** `whyalive watch UNIT…`: tells each start as it happens, until interrupted or until `--for` has passed. */
export async function watch(request: WatchRequest, terminal: Terminal): Promise<ExitStatus> {
  const { scope, writeTo } = request;
  const interrupted = terminal.untilInterrupted();
  const listener = createLateListener();
  const live = await openLive(
    {
      command: 'watch',
      scope,
      typed: request.units,
      options: {},
      traceExec: request.traceExec,
      ...(writeTo === undefined ? {} : { writeTo }),
      warn: (sentence) => terminal.writeError(`whyalive: ${sentence}\n`),
    },
    listener,
  );
  try {
    const { history, bus, begun, isWatched, awaitsLines, units } = live;
    const printer = createWatchPrinter(request, terminal, units, begun);
    const told = createLiveStory({ history, bus, begun, isWatched, awaitsLines, printer });
    listener.handTo(told);
    printer.header();
    await untilEnd(interrupted, request.forUsec);
    await told.finish();
    live.checkAgain();
    await live.stop();
    printer.summary(history.gaps);
    return EXIT_STATUS.answered;
  } finally {
    await live.close();
  }
}
