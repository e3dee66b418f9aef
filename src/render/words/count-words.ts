/** `once`, `twice`, `7 times`. */
export function timesWord(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${String(count)} times`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The first `most` of what there is, and how many more there are: `a, b and 7 more`. */
export function listedUpTo(words: readonly string[], most: number): string {
  return words.length <= most + 1 ? listed(words) : listed([...words.slice(0, most), `${String(words.length - most)} more`]);
}

/** How often each of some words came, in the order in which they came first. */
export function tally<T>(things: readonly T[], keyOf: (thing: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [thing]);
    else known.push(thing);
  }
  return [...groups.values()];
}
