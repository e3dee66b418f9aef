import { UsageError } from '../errors.ts';
import type { ManagerScope } from '../model/observation.ts';
import type { OutputFormat } from '../render/formats.ts';
import { completionRequest } from './completion/completion-request.ts';
import { isBoot, type TypedCommand } from './first-operand.ts';
import type {
  CatchRequest,
  DemoRequest,
  ExplainRequest,
  OverviewRequest,
  Presentation,
  RecordRequest,
  ReportRequest,
  Request,
  SuspectsRequest,
  WatchRequest,
} from './request.ts';
import { requireFollowable } from './typed-follow.ts';
import { telling, tellingAtEnd, tellingOfWatch, textOrJson } from './typed-telling.ts';

/** The options as commander gives them. */
export interface Typed {
  readonly lines?: number;
  readonly since?: string;
  readonly until?: string;
  readonly boot?: string | true;
  readonly follow?: true;
  readonly output?: OutputFormat;
  readonly title?: string;
  readonly fromStart?: number;
  readonly otlpEndpoint?: URL;
  readonly all?: true;
  readonly directory?: string;
  readonly file?: readonly string[];
  readonly root?: string;
  readonly user?: true;
  readonly system?: true;
  readonly pager: boolean;
  readonly quiet?: true;
  readonly utc?: true;
  readonly write?: string;
  readonly strict?: true;
  readonly for?: bigint;
  readonly timeout?: bigint;
  readonly maxSize?: number;
  readonly maxFiles?: number;
  readonly redact?: true;
  readonly traceExec?: true;
  readonly stop?: true;
  readonly withTriggers?: true;
  readonly unit?: readonly string[];
  readonly recordings: boolean;
  readonly help?: true;
}

/** So many starts of a unit are shown unless told. */
export const DEFAULT_LINES = 10;

/** The requests that typed options stand for, by the command's name; each throws UsageError for what does not go together. */
export const REQUESTS: Readonly<Record<TypedCommand, (operands: readonly string[], typed: Typed) => Request>> = {
  explain: explainRequest,
  watch: (operands, typed): WatchRequest => ({
    command: 'watch',
    units: someOf(operands, 'watch needs a unit to watch; name one, as in: whyalive watch widget-daemon'),
    ...tellingOfWatch(typed),
    ...(typed.for === undefined ? {} : { forUsec: typed.for }),
    scope: scopeOf(typed),
    ...(typed.write === undefined ? {} : { writeTo: typed.write }),
    traceExec: typed.traceExec === true,
    utc: typed.utc === true,
    quiet: typed.quiet === true,
  }),
  record: recordRequest,
  catch: catchRequest,
  report: (operands, typed): ReportRequest => ({
    command: 'report',
    files: someOf(operands, 'report needs a recording to read; name its file, as in: whyalive report session.jsonl'),
    ...presentation(typed),
    units: typed.unit ?? [],
    ...(typed.since === undefined ? {} : { since: typed.since }),
    ...(typed.until === undefined ? {} : { until: typed.until }),
    redact: typed.redact === true,
  }),
  overview: overviewRequest,
  completion: completionRequest,
  suspects: (operands, typed): SuspectsRequest => ({
    command: 'suspects',
    units: someOf(operands, 'suspects needs a unit to look at; name one, as in: whyalive suspects widget-daemon'),
    output: textOrJson(typed),
    all: typed.all === true,
    utc: typed.utc === true,
    pager: typed.pager,
    quiet: typed.quiet === true,
    ...(typed.root === undefined ? {} : { root: typed.root }),
    scope: scopeOf(typed),
  }),
};

function recordRequest(units: readonly string[], typed: Typed): RecordRequest {
  if (typed.maxFiles !== undefined && typed.maxSize === undefined)
    throw new UsageError('--max-files counts parts, and only --max-size makes parts; give both, as in: --max-size 100M --max-files 10');
  if (typed.all === true && typed.output === undefined) throw new UsageError('-a shapes what -o prints at the end; give -o text too');
  return {
    command: 'record',
    units,
    lines: typed.lines ?? DEFAULT_LINES,
    all: typed.all === true,
    utc: typed.utc === true,
    quiet: typed.quiet === true,
    ...(typed.write === undefined ? {} : { writeTo: typed.write }),
    ...(typed.since === undefined ? {} : { since: typed.since }),
    ...(typed.for === undefined ? {} : { forUsec: typed.for }),
    ...(typed.maxSize === undefined ? {} : { maxSize: typed.maxSize }),
    ...(typed.maxFiles === undefined ? {} : { maxFiles: typed.maxFiles }),
    redact: typed.redact === true,
    traceExec: typed.traceExec === true,
    scope: scopeOf(typed),
    ...tellingAtEnd(typed),
  };
}

function catchRequest(units: readonly string[], typed: Typed): CatchRequest {
  const [unit, ...more] = units;
  if (unit === undefined || more.length > 0)
    throw new UsageError('catch waits for one unit; name it, as in: whyalive catch widget-daemon --timeout 10min');
  if (typed.withTriggers === true && typed.stop !== true)
    throw new UsageError('--with-triggers says what --stop stops too; give --stop with it, or leave it out');
  return {
    command: 'catch',
    unit,
    ...telling(typed),
    all: typed.all === true,
    utc: typed.utc === true,
    quiet: typed.quiet === true,
    ...(typed.timeout === undefined ? {} : { timeoutUsec: typed.timeout }),
    stop: typed.stop === true,
    withTriggers: typed.withTriggers === true,
    traceExec: typed.traceExec === true,
    scope: scopeOf(typed),
    ...(typed.write === undefined ? {} : { writeTo: typed.write }),
  };
}

function explainRequest(units: readonly string[], typed: Typed): ExplainRequest | DemoRequest {
  const elsewhere = placesNamed(typed);
  requireBoot(typed);
  requireFollowable(typed, elsewhere > 0, telling(typed).output);
  if (units.length === 0) return demoRequest(typed);
  return {
    command: 'explain',
    units,
    ...presentation(typed),
    ...pastOf(typed),
    follow: typed.follow === true,
    ...(typed.write === undefined ? {} : { writeTo: typed.write }),
    strict: typed.strict === true,
    recordings: typed.recordings,
  };
}

/** How many places of a journal were named: none or one. */
function placesNamed(typed: Typed): number {
  const places = [typed.directory, typed.file, typed.root].filter((place) => place !== undefined).length;
  if (places > 1) throw new UsageError('-D, --file and --root each say where the journal is; give only one of them');
  return places;
}

function requireBoot(typed: Typed): void {
  if (typed.boot !== undefined && !isBoot(String(typed.boot))) {
    throw new UsageError(
      `-b does not understand '${String(typed.boot)}'; give an offset such as -1, a boot id from journalctl --list-boots, or all`,
    );
  }
}

function overviewRequest(operands: readonly string[], typed: Typed): OverviewRequest {
  const [unit] = operands;
  if (unit !== undefined)
    throw new UsageError(`overview tells of every unit and takes no name; for one unit leave the word overview out: whyalive ${unit}`);
  placesNamed(typed);
  requireBoot(typed);
  return {
    command: 'overview',
    ...presentation(typed),
    output: textOrJson(typed),
    ...pastOf(typed),
  };
}

/** Which past is asked for, and where its journal lies. */
function pastOf(typed: Typed): Pick<ExplainRequest, 'since' | 'until' | 'boot' | 'directory' | 'files' | 'root' | 'scope'> {
  return {
    ...(typed.since === undefined ? {} : { since: typed.since }),
    ...(typed.until === undefined ? {} : { until: typed.until }),
    ...(typed.boot === undefined ? {} : { boot: String(typed.boot) }),
    ...(typed.directory === undefined ? {} : { directory: typed.directory }),
    files: typed.file ?? [],
    ...(typed.root === undefined ? {} : { root: typed.root }),
    scope: scopeOf(typed),
  };
}

const OF_PRESENTATION: ReadonlySet<string> = new Set([
  'lines',
  'output',
  'title',
  'fromStart',
  'otlpEndpoint',
  'all',
  'utc',
  'pager',
  'quiet',
  'recordings',
]);

function demoRequest(typed: Typed): DemoRequest {
  if (Object.keys(typed).some((option) => !OF_PRESENTATION.has(option)) || !typed.recordings)
    throw new UsageError('no unit was named; name the one that will not stay down, as in: whyalive widget-daemon');
  return { command: 'demo', ...presentation(typed) };
}

function presentation(typed: Typed): Presentation {
  return {
    ...telling(typed),
    lines: typed.lines ?? DEFAULT_LINES,
    all: typed.all === true,
    utc: typed.utc === true,
    pager: typed.pager,
    quiet: typed.quiet === true,
  };
}

function scopeOf({ user, system }: Typed): ManagerScope {
  if (user === true && system === true) throw new UsageError('--user and --system name two managers; give only one of them');
  return user === true ? 'user' : 'system';
}

function someOf(operands: readonly string[], otherwise: string): readonly string[] {
  if (operands.length === 0) throw new UsageError(otherwise);
  return operands;
}
