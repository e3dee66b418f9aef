/** Things by a key, in the order in which each key came first. */
export function grouped<T, K>(things: Iterable<T>, keyOf: (thing: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [thing]);
    else known.push(thing);
  }
  return groups;
}

/** The groups alone. */
export function tally<T>(things: Iterable<T>, keyOf: (thing: T) => string): readonly (readonly T[])[] {
  return [...grouped(things, keyOf).values()];
}
