/** Words are cut to these lengths, one after the other, until a command is short enough. */
const LENGTHS = [1024, 256, 64];

/** A command in at most about so many bytes: its longest words are cut first, with their length kept; what still does not fit is counted. */
export function cutCommand(words: readonly string[], most: number): readonly string[] {
  if (bytesOf(words) <= most) return words;
  let cut = words;
  for (const length of LENGTHS) {
    cut = words.map((word) => cutWord(word, length));
    if (bytesOf(cut) <= most) return cut;
  }
  let left = most;
  const fit = cut.findIndex((word) => (left -= word.length + 1) < 0);
  return [...cut.slice(0, Math.max(fit, 1)), `… [cut: ${String(Math.max(fit, 1))} of ${String(words.length)} words]`];
}

/** About how many bytes a command takes, without looking at each character. */
export function bytesOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length + 1, 0);
}

function cutWord(word: string, length: number): string {
  if (word.length <= length + 40) return word;
  // Half of a character of two code units would be none.
  const beginning = word.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  return `${beginning}… [cut: ${String(beginning.length)} of ${String(word.length)} characters]`;
}
