import type { Renderer } from './renderer.ts';

/** One value of -o. */
export interface Format {
  /** What it is, in a few words for --help and the man page. */
  readonly tells: string;
  /** Whether `watch` tells each start in it as it happens; the others are told when the watch ends. */
  readonly streams?: true;
  /** Whether it has no place for what could not be read, so that nothing in it would read as if nothing had happened. */
  readonly leavesOutSources: boolean;
  /** Loads its renderer; only that of the format asked for is loaded. */
  readonly load: () => Promise<Renderer>;
}

/** All formats of -o, in the order in which they are listed. */
export const FORMATS = {
  text: {
    tells: 'for people, on a terminal',
    leavesOutSources: false,
    streams: true,
    load: async () => (await import('./text/hosts.ts')).renderHosts,
  },
  cat: {
    tells: 'one sentence a start, for chat',
    leavesOutSources: true,
    streams: true,
    load: async () => (await import('./cat.ts')).renderCat,
  },
  markdown: {
    tells: 'a section for a postmortem',
    leavesOutSources: false,
    load: async () => (await import('./markdown/index.ts')).renderMarkdown,
  },
  html: {
    tells: 'a page with a picture, in one file',
    leavesOutSources: false,
    load: async () => (await import('./html/index.ts')).renderHtml,
  },
  json: {
    tells: 'the whole timeline, for scripts',
    leavesOutSources: false,
    streams: true,
    load: async () => (await import('./json/timeline.ts')).renderJson,
  },
  csv: { tells: 'a row for each start', leavesOutSources: true, load: async () => (await import('./table/csv.ts')).renderCsv },
  dot: { tells: 'who started whom, for Graphviz', leavesOutSources: true, load: async () => (await import('./graph/dot.ts')).renderDot },
  timesketch: {
    tells: 'JSON lines that Timesketch imports',
    leavesOutSources: true,
    load: async () => (await import('./table/timesketch.ts')).renderTimesketch,
  },
  otlp: {
    tells: 'OpenTelemetry traces, as OTLP/JSON',
    leavesOutSources: true,
    load: async () => (await import('./otlp/index.ts')).renderOtlp,
  },
} as const satisfies Readonly<Record<string, Format>>;

/** A value of -o. */
export type OutputFormat = keyof typeof FORMATS;

/** The formats by name, for what treats them all alike. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly OutputFormat[];

/** Whether a watch tells each start in this format as it happens. */
export function doesStream(name: OutputFormat): boolean {
  const format: Format = FORMATS[name];
  return format.streams === true;
}

/** Whether a format tells which sources could not be read; where it does not, standard error has to. */
export function tellsSources(name: OutputFormat): boolean {
  return !FORMATS[name].leavesOutSources;
}
