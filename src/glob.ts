type Part = { readonly kind: 'any' } | { readonly kind: 'one'; readonly fits: (char: string) => boolean; readonly isOdd?: boolean };

/** A pattern of glob(7) for one name. */
export interface Glob {
  /** A range in it ends before it begins: POSIX leaves open what that is, and here it fits nothing. */
  readonly isOdd: boolean;
  matches(name: string): boolean;
}

/**
 * Reads a pattern as fnmatch(3) does: `*`, `?`, `[a-z]`, `[!a-z]`, and with `escapes` a backslash before a character that stands for itself. A `[` that nothing closes is itself.
 * It is made of text that others wrote, so matching takes at most as many steps as the lengths of pattern and name multiplied, whatever the pattern: it is no expression.
 */
export function globOf(pattern: string, { escapes = false }: { readonly escapes?: boolean } = {}): Glob {
  const parts = partsOf(Array.from(pattern), escapes);
  return {
    isOdd: parts.some((part) => part.kind === 'one' && part.isOdd === true),
    matches: (name) => matchesAll(parts, Array.from(name)),
  };
}

/** Whether a word is a pattern. */
export function isGlob(word: string): boolean {
  return /[*?[]/.test(word);
}

function partsOf(chars: readonly string[], escapes: boolean): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    if (char === '*') {
      if (parts.at(-1)?.kind !== 'any') parts.push({ kind: 'any' });
    } else if (char === '?') parts.push({ kind: 'one', fits: () => true });
    else if (char === '[') {
      const set = setAt(chars, at);
      parts.push({ kind: 'one', fits: set?.fits ?? ((other) => other === '['), isOdd: set?.isOdd === true });
      at = set?.end ?? at;
    } else {
      const escaped = char === '\\' && escapes ? chars[at + 1] : undefined;
      const literal = escaped ?? char;
      at += escaped === undefined ? 0 : 1;
      parts.push({ kind: 'one', fits: (other) => other === literal });
    }
  }
  return parts;
}

interface CharacterSet {
  /** Where its `]` stands. */
  readonly end: number;
  readonly isOdd: boolean;
  readonly fits: (char: string) => boolean;
}

/** The set that begins with the `[` at `from`; a `]` right after the beginning belongs to the set. */
function setAt(chars: readonly string[], from: number): CharacterSet | undefined {
  const isNegated = chars[from + 1] === '!' || chars[from + 1] === '^';
  const first = from + (isNegated ? 2 : 1);
  const end = chars.indexOf(']', first + 1);
  if (end < 0) return undefined;
  const ranges: (readonly [string, string])[] = [];
  for (let at = first; at < end; at += 1) {
    const isRange = chars[at + 1] === '-' && at + 2 < end;
    ranges.push([chars[at] ?? '', chars[isRange ? at + 2 : at] ?? '']);
    if (isRange) at += 2;
  }
  return {
    end,
    isOdd: ranges.some(([low, high]) => low > high),
    fits: (char) => ranges.some(([low, high]) => low <= char && char <= high) !== isNegated,
  };
}

/** Goes back to the last `*` alone: what an earlier one might take instead, a later one can take as well. */
function matchesAll(parts: readonly Part[], name: readonly string[]): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let taken = 0;
  while (next < name.length) {
    const part = parts[at];
    if (part?.kind === 'any') {
      star = at;
      taken = next;
      at += 1;
    } else if (part !== undefined && part.fits(name[next] ?? '')) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      taken += 1;
      at = star + 1;
      next = taken;
    } else return false;
  }
  while (parts[at]?.kind === 'any') at += 1;
  return at === parts.length;
}
