import type { Hint, Timeline } from '../../model/timeline.ts';
import { isNameless } from './cause.ts';
import { unbroken, WORDING } from './phrases.ts';

/** A hint in one line, as JSON and traces have it: what would have told, and the command that shows it the next time. */
export function hintText(hint: Hint): string {
  switch (hint.kind) {
    case 'source':
      return `the source ${hint.name}${hint.remedy === undefined ? '' : `: ${hint.remedy}`}`;
    case 'command':
      return `${hint.purpose}: ${hint.line}`;
    case 'mechanism':
      return hint.mechanism;
  }
}

/**
 * What would have told: for the starts that nothing explains, or nothing but configuration, and for clients that nothing names; the missing sources have a section of their own.
 * Raw text, in which no line is to be broken inside a command.
 */
export function missedWords({ starts, sources, units }: Timeline): readonly string[] {
  const missed = starts.flatMap(({ strength, chain, wouldHaveTold: own = [] }): readonly Hint[] => {
    const isUnnamed = chain.some(({ from }) => isNameless(from));
    if (strength !== 'unexplained' && strength !== 'possible' && !isUnnamed) return [];
    return own.length > 0 ? own : [{ kind: 'mechanism', mechanism: isUnnamed ? 'client-request' : 'unexplained' }];
  });
  const hints = missed.filter(
    (hint) => !sources.some(({ name, status }) => status !== 'ok' && hint.kind === 'source' && hint.name === name),
  );
  const asked = units.map(({ askedFor }) => askedFor).join(' ');
  return [...new Set(hints.map((hint) => words(hint, asked)))];
}

function words(hint: Hint, units: string): string {
  if (hint.kind === 'mechanism') return WORDING[hint.mechanism].told.replace(/\bUNIT\b/, () => units);
  return hint.kind === 'command' ? `${hint.purpose}: ${unbroken(hint.line)}` : hintText(hint);
}
