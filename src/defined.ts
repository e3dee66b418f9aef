/** The members that have a value: one that is undefined is left out, so that it is no key of the object. */
export function defined<const T extends object>(members: T): T {
  const kept: Partial<T> = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) kept[key as keyof T] = value as T[keyof T];
  return kept as T;
}
