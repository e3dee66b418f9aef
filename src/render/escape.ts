/** Control characters (C0, DEL, C1), line and paragraph separators, marks that reorder or hide text, and halves of surrogate pairs. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu;

/** Makes text from the machine safe on a terminal: what could move the cursor, colour, reorder or hide is shown as \x1b, \u202e. */
export function escapeForTerminal(text: string): string {
  return text.replace(UNSAFE, visible);
}

/** The value as JSON text, in one line unless indented, without members that are empty strings; what a terminal could take for a command is written as \u009b. */
export function toJson(value: unknown, indent?: number): string {
  return escapeJson(JSON.stringify(value, leaveOutEmpty, indent));
}

/** JSON text in which what a terminal could take for a command is written as \u009b. */
export function escapeJson(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An unknown value is left out; text that must be there may be empty. */
function leaveOutEmpty(this: unknown, key: string, value: unknown): unknown {
  return value === '' && !Array.isArray(this) && key !== 'text' && key !== 'why' ? undefined : value;
}

function visible(mark: string): string {
  const code = mark.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
