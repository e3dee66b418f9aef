#!/usr/bin/env node
import { stdoutWasClosed } from './output/closed-stdout.ts';
import type { Request } from './command-line/commands.ts';
import type { Terminal } from './output/terminal.ts';
import { VERSION } from './version.ts';
import { KnownError } from './errors.ts';
import { EXIT_STATUS, type ExitStatus } from './exit-status.ts';

// A pipe whose reader has gone, a terminal that was closed, and what is written after that.
const LOST: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  const isLost = LOST.has(error.code);
  if (!isLost) process.stderr.write(`whyalive: the output could not be written (${error.message}); give it a place with more room\n`);
  if (!stdoutWasClosed()) process.exit(isLost ? undefined : EXIT_STATUS.failure);
});
// What cannot be said any more must not cost what was found.
process.stderr.on('error', () => undefined);

process.on('uncaughtException', (error: unknown) => {
  if (!tellOfLimit(error)) console.error(error);
  process.exit(EXIT_STATUS.failure);
});

process.exitCode = await main(process.argv.slice(2));

/** Nothing heavy is imported before it is known what to do. */
async function main(argv: readonly string[]): Promise<ExitStatus> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`whyalive ${VERSION}\n`);
    return EXIT_STATUS.answered;
  }
  try {
    const { parseArguments } = await import('./command-line/parse.ts');
    const invocation = parseArguments(argv);
    const { processTerminal } = await import('./output/terminal.ts');
    const terminal = processTerminal();
    if (invocation.kind === 'run') return await run(invocation.request, terminal);
    terminal.write(invocation.text);
    return EXIT_STATUS.answered;
  } catch (error) {
    return await tell(error);
  }
}

async function run(request: Request, terminal: Terminal): Promise<ExitStatus> {
  switch (request.command) {
    case 'explain':
      return (await import('./commands/explain.ts')).explain(request, terminal);
    case 'watch':
      return (await import('./commands/watch.ts')).watch(request, terminal);
    case 'record':
      return (await import('./commands/record.ts')).record(request, terminal);
    case 'catch':
      return (await import('./commands/catch.ts')).catchStart(request, terminal);
    case 'report':
      return (await import('./commands/report.ts')).report(request, terminal);
    case 'suspects':
      return (await import('./commands/suspects.ts')).suspects(request, terminal);
    case 'overview':
      return (await import('./commands/overview.ts')).overview(request, terminal);
    case 'completion':
      return (await import('./commands/completion.ts')).completion(request, terminal);
    case 'demo':
      return (await import('./commands/demo.ts')).demo(request, terminal);
  }
}

/** A known error is one sentence; any other keeps its stack. */
async function tell(error: unknown): Promise<ExitStatus> {
  if (tellOfLimit(error)) return EXIT_STATUS.failure;
  const { escapeForTerminal } = await import('./render/escape.ts');
  if (error instanceof KnownError) {
    console.error(`whyalive: ${escapeForTerminal(error.message)}`);
    return error.exitStatus;
  }
  console.error(error);
  return EXIT_STATUS.failure;
}

/** Whether this process, or the host, may open no more files, which is said without opening one. */
function tellOfLimit(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'EMFILE' && code !== 'ENFILE') return false;
  const where =
    code === 'EMFILE' ? 'this process may open no more files; allow it more with ulimit -n 256' : 'this host can open no more files';
  process.stderr.write(`whyalive: ${where} (${code})\n`);
  return true;
}
