import { expect, test } from 'vitest';
import { renderHtml } from '../../../src/render/html/index.ts';
import { at, timeline, widgetStory } from '../timeline-builder.ts';
import { renderOptions } from '../recorded-stories.ts';
import type { UnitEvent } from '../../../src/model/timeline.ts';

test('events that are too many to be drawn are counted in the legend, and listed', () => {
  const [event] = widgetStory().events as [UnitEvent];
  const events = Array.from({ length: 200 }, (_, index) => ({
    ...event,
    at: at(`13:${String(30 + Math.floor(index / 10))}:${String((index % 10) * 5).padStart(2, '0')}`),
  }));
  const story = timeline({ events });
  const text = renderHtml(story, renderOptions(story));
  expect(text.match(/class="mark event"/g)).toHaveLength(160);
  expect(text).toContain('40 of the events are not drawn, only listed below');
  expect(text.match(/<li id="event-/g)).toHaveLength(200);
  expect(renderHtml(widgetStory(), renderOptions(widgetStory()))).not.toContain('not drawn');
});
