import type { KeepDown, KeepDownBreak } from '../../model/timeline.ts';
import { breakWords, KEEP_DOWN_UNKNOWN, HOLDS } from '../words/keep-down.ts';
import { fence, heading, list, type Block } from './blocks.ts';
import { inline } from './inline.ts';
import type { Page } from './page.ts';

/** A command is there to be copied, so it is not shortened before it is absurdly long. */
const MAX_COMMAND_LENGTH = 4000;

/** The commands that keep the units down, and what they harm; or why there are none. */
export function keepDownPart({ timeline: { keepDown } }: Page): readonly Block[] {
  const { untilReboot, lasting, isUnknown } = keepDown;
  const isSame = untilReboot.join('\n') === lasting.join('\n');
  const blocks =
    isUnknown === true
      ? [inline(KEEP_DOWN_UNKNOWN)]
      : [...(isSame ? [] : commands('Until the next boot', 'untilReboot', keepDown)), ...commands('For good', 'lasting', keepDown)];
  return blocks.length === 0 ? [] : [heading(3, 'What keeps it down'), ...blocks];
}

function commands(title: string, by: KeepDownBreak['by'][number], keepDown: KeepDown): readonly Block[] {
  const lines = keepDown[by];
  if (lines.length === 0) return [];
  const again = lines.some((command) => HOLDS.test(command)) ? '' : ', unless someone starts it';
  const harmed = keepDown.breaks
    .filter((one) => one.by.includes(by))
    .map((one) => inline(`${one.unit}${one.host === undefined ? '' : ` on ${one.host}`} ${breakWords(one)}`));
  return [`${title}${again}:`, fence('sh', lines, MAX_COMMAND_LENGTH), ...(harmed.length === 0 ? [] : ['This breaks:', ...list(harmed)])];
}
