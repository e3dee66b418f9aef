import type { UnitEnd } from '../../timeline/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { hang } from './layout.ts';
import { preciseTime } from './moment.ts';
import type { Look } from './options.ts';

const INDENT = 6;
const COLUMN = 13;

/** Below an end: where what brought it down is written, and what the unit itself logged last. */
export function endDetails(end: UnitEnd, look: Look): readonly string[] {
  return [...places(end, look), ...lastLines(end, look)];
}

function places({ chain = [] }: UnitEnd, look: Look): readonly string[] {
  const named = chain.flatMap(({ declaredIn }) =>
    declaredIn.map(({ path, line }) => (line === undefined ? path : `${path}:${String(line)}`)),
  );
  return [...new Set(named)].flatMap((place) => hang('', INDENT, escapeForTerminal(place), look.width, look.style.dim));
}

/** Lines are one line each, so that what a program wrote cannot look like what this program says. */
function lastLines({ lastLines: lines = [] }: UnitEnd, look: Look): readonly string[] {
  return lines.flatMap(({ at, text }, index) =>
    hang(
      `${' '.repeat(INDENT)}${index === 0 ? 'logged' : ''}`,
      COLUMN,
      `${preciseTime(at, look.zone)} ${escapeForTerminal(text)}`,
      look.width,
      look.style.dim,
    ),
  );
}
