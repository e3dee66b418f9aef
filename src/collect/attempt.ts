/** What `look` gives; `otherwise` when it throws: what is looked at may be gone by now, or closed to this user. */
export function attempt<T, U>(look: () => T, otherwise: U): T | U {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
