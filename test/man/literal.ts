/** Characters that roff gives a meaning, or would show as a typographic one, and its names for what is not ASCII; groff_char(7). */
const NAMES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};
const CHARACTERS = new Map(Object.entries(NAMES).map(([character, name]) => [name, character]));

/** Text for a `.Bd -literal` block that roff shows as it is. */
export function toLiteral(text: string): string {
  return text
    .replace(/[\\\-'`^~]|[^\u0000-\u007f]/gu, (character) => NAMES[character] ?? `\\[u${codeOf(character)}]`)
    .replace(/^\./gm, '\\&.');
}

/** What such a block shows. */
export function fromLiteral(block: string): string {
  return block
    .replace(/^\\&/gm, '')
    .replace(/\\\[u([0-9A-F]{4,5})\]|\\\([a-z]{2}|\\[e-]/g, (name, code?: string) =>
      code === undefined ? (CHARACTERS.get(name) ?? name) : String.fromCodePoint(Number.parseInt(code, 16)),
    );
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
