/** How many of the facts, which are in order, came before `order`. */
export function countBefore(facts: readonly { readonly order: number }[], order: number): number {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((facts[middle]?.order ?? order) < order) low = middle + 1;
    else high = middle;
  }
  return low;
}
