import type { MechanismName } from '../../src/model/mechanism.ts';
import { FORMATS, type Format, type OutputFormat } from '../../src/render/formats.ts';
import { RECORDED, recordedTimeline, renderOptions } from './recorded-stories.ts';

const ENDINGS = {
  text: 'txt',
  cat: 'txt',
  markdown: 'md',
  html: 'html',
  json: 'json',
  csv: 'csv',
  dot: 'dot',
  timesketch: 'jsonl',
  otlp: 'json',
} as const satisfies Record<OutputFormat, string>;

/** Where what a format makes of a mechanism's recording is kept. */
export function expectedFile(format: OutputFormat, mechanism: MechanismName): string {
  return `test/render/expected/${format}/${mechanism}.${ENDINGS[format]}`;
}

/** What a format makes of a mechanism's recording; of a page, without the style and the program that all pages have. */
export async function rendered(format: OutputFormat, mechanism: MechanismName): Promise<string> {
  const timeline = await recordedTimeline(RECORDED[mechanism]);
  const { load }: Format = FORMATS[format];
  const text = (await load())(timeline, renderOptions(timeline));
  if (format !== 'html') return text;
  return text.replace(/(<style>|<script>).*?(<\/style>|<\/script>)/gs, '$1$2').replace(/'sha256-[^']*'/g, "'sha256-…'");
}
