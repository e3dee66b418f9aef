/** The number of names of a folder that are compared for similarity. */
const MAX_NAMES = 20_000;
const MAX_GIVEN = 3;
/** The number of pairs of letters that are compared: of many long names only the first. */
const MAX_PAIRS = 8_000_000;

/** The names most similar to `name`, the most similar first: at most two edits, or a fifth of its length. */
export function nearNames(name: string, names: Iterable<string>): string[] {
  const most = name.length <= 3 ? 1 : Math.max(2, Math.floor(name.length / 5));
  const found: { readonly name: string; readonly distance: number }[] = [];
  let looked = 0;
  let pairs = 0;
  for (const other of names) {
    looked += 1;
    if (looked > MAX_NAMES) break;
    if (Math.abs(other.length - name.length) > most) continue;
    pairs += name.length * other.length;
    if (pairs > MAX_PAIRS) break;
    const distance = slips(name, other, most);
    // A name that short would be replaced entirely.
    if (distance <= most && distance < Math.min(name.length, other.length)) found.push({ name: other, distance });
  }
  return found
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_GIVEN)
    .map((one) => one.name);
}

/** How many letters were left out, added, mistaken or swapped with the next (Damerau-Levenshtein, each pair once); counting stops above `most`. */
export function slips(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a.charAt(i - 1) === b.charAt(j - 1);
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1)) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return least;
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
