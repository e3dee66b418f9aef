import { FORMAT_NAMES, FORMATS, type Format, type OutputFormat } from '../../src/render/formats.ts';
import type { Measure } from './measure.ts';
import { renderCosts } from './render-cost.ts';
import { manyStarts } from './render-many-starts.ts';

const STARTS = 10_000;

/** What was promised of so many starts. */
const BOUNDS: Partial<Record<OutputFormat, { readonly ms: number; readonly megabytes?: number }>> = {
  markdown: { ms: 1000 },
  json: { ms: 1000 },
  html: { ms: 3000, megabytes: 10 },
};

/** How long each format takes to tell a timeline of ten thousand starts, and how large its text is. */
export async function rendering(): Promise<readonly Measure[]> {
  const timeline = await manyStarts(STARTS);
  const measures: Measure[] = [];
  for (const name of FORMAT_NAMES) {
    const { load }: Format = FORMATS[name];
    const [cost] = renderCosts(await load(), [timeline], 3);
    if (cost === undefined) continue;
    const { ms, megabytes } = BOUNDS[name] ?? {};
    measures.push({
      what: `-o ${name}, 10,000 starts`,
      value: cost.ms,
      unit: 'ms',
      against: 'the text alone',
      ...(ms === undefined ? {} : { bound: ms }),
    });
    const size = { what: 'the same, size', value: cost.megabytes, unit: 'MB', against: 'written' } as const;
    measures.push({ ...size, ...(megabytes === undefined ? {} : { bound: megabytes }) });
  }
  return measures;
}
