import type { Renderer } from '../../src/render/renderer.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { renderOptions } from '../render/recorded-stories.ts';

/** What it takes to tell a timeline: the best of some rounds in ms, and how long the text is in MB (10^6 bytes). */
export interface RenderCost {
  readonly ms: number;
  readonly megabytes: number;
}

/** The cost of each timeline in one format, over rounds in which they take turns; the first timeline is told once before, to warm up. */
export function renderCosts(render: Renderer, timelines: readonly Timeline[], rounds: number): readonly RenderCost[] {
  for (const timeline of timelines.slice(0, 1)) render(timeline, renderOptions(timeline));
  const costs = timelines.map(() => ({ ms: Number.POSITIVE_INFINITY, megabytes: 0 }));
  for (let round = 0; round < rounds; round += 1) {
    timelines.forEach((timeline, index) => {
      const before = performance.now();
      const text = render(timeline, renderOptions(timeline));
      const took = performance.now() - before;
      costs[index] = { ms: Math.min(costs[index]?.ms ?? took, took), megabytes: Buffer.byteLength(text) / 1e6 };
    });
  }
  return costs;
}
