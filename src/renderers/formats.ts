import type { Renderer } from './renderer.ts';

/** One value of -o. */
export interface Format {
  /** What it is, in a few words for --help and the man page. */
  readonly tells: string;
  /** Whether `watch` tells each start in it as it happens; the others are told when the watch ends. */
  readonly streams?: true;
  /** Loads its renderer; only that of the format asked for is loaded. */
  readonly load: () => Promise<Renderer>;
}

/** All formats of -o, in the order in which they are listed. */
export const FORMATS = {
  text: { tells: 'for people, on a terminal', streams: true, load: async () => (await import('./text/hosts.ts')).renderHosts },
  cat: { tells: 'one sentence a start, for chat', streams: true, load: async () => (await import('./cat.ts')).renderCat },
  markdown: { tells: 'a section for a postmortem', load: async () => (await import('./markdown.ts')).renderMarkdown },
  html: { tells: 'a page with a picture, in one file', load: async () => (await import('./html.ts')).renderHtml },
  json: { tells: 'the whole timeline, for scripts', streams: true, load: async () => (await import('./json.ts')).renderJson },
  csv: { tells: 'a row for each start', load: async () => (await import('./csv.ts')).renderCsv },
  dot: { tells: 'who started whom, for Graphviz', load: async () => (await import('./dot.ts')).renderDot },
  timesketch: { tells: 'JSON lines that Timesketch imports', load: async () => (await import('./timesketch.ts')).renderTimesketch },
  otlp: { tells: 'OpenTelemetry traces, as OTLP/JSON', load: async () => (await import('./otlp.ts')).renderOtlp },
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
