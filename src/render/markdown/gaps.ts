import { missedWords } from '../words/hints.ts';
import { heading, list, type Block } from './blocks.ts';
import { inline } from './inline.ts';
import { onHost, type Page } from './page.ts';

const MAX_GAPS = 20;
const MAX_HINTS = 12;

/** What would have told, what could not be read, and when nothing was heard. */
export function unseenPart(page: Page): readonly Block[] {
  const { timeline, time, all } = page;
  const hints = missedWords(timeline)
    .slice(0, all ? undefined : MAX_HINTS)
    .map((hint) => inline(hint));
  const missing = timeline.sources
    .filter(({ status }) => status !== 'ok')
    .map((source) => ({
      text: `${inline(source.name)}${onHost(source, page)} is **${source.status}**: ${inline(source.detail ?? 'no reason was given')}`,
      below: source.remedy === undefined ? [] : [`remedy: ${inline(source.remedy)}`],
    }));
  const told = all ? timeline.gaps : timeline.gaps.slice(0, MAX_GAPS);
  const gaps = told.map((gap) => `${inline(time.range(gap.from, gap.to))}, ${inline(gap.source)}${onHost(gap, page)}: ${inline(gap.text)}`);
  const left = timeline.gaps.length - told.length;
  return [
    ...(hints.length === 0 ? [] : [heading(3, 'What would have told'), ...list(hints)]),
    ...(missing.length === 0 ? [] : [heading(3, 'Not everything could be read'), ...list(missing)]),
    ...(gaps.length === 0 ? [] : [heading(3, 'Not seen'), ...list(left === 0 ? gaps : [...gaps, `and ${String(left)} more gaps`])]),
  ];
}
