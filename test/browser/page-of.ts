import { FORMATS } from '../../src/render/formats.ts';
import type { RenderOptions } from '../../src/render/renderer.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { recordedTimeline, renderOptions } from '../render/recorded-stories.ts';

/** The page that -o html makes of a timeline. */
export async function pageOf(timeline: Timeline, more: Partial<RenderOptions> = {}): Promise<string> {
  return (await FORMATS.html.load())(timeline, renderOptions(timeline, more));
}

/** The page of a recording under fixtures/scenarios/, with what it was made of. */
export async function pageOfStory(name: string): Promise<{ readonly html: string; readonly timeline: Timeline }> {
  const timeline = await recordedTimeline(name);
  return { html: await pageOf(timeline), timeline };
}
