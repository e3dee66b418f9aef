import { escapeForTerminal } from '../escape.ts';

/** How many characters of one text a report holds. */
const MOST = 600;

/** Words that mean nothing to any Markdown: letters and digits, joined by single marks between them. Version numbers and times of day may stay as they are. */
const PLAIN = /^(?:[\p{L}\p{N}×]+(?:['’/-][\p{L}\p{N}]+)*|\d+(?:\.\d+)+\p{L}*|\d\d:\d\d:\d\d(?:\.\d+)?|-\d+|[→←–—…·])$/u;

/** What hosts of Markdown make links of although it looks like words: an issue (GH-1, ABC-1), a commit; and "&" before something that makes an entity of it. */
const LINKED = /^(?:[a-z]+-\d+|[0-9a-f]{7,40}|\p{L}+\/\p{L}+\/.*)$/iu;

/** Text that begins like an item of a list. */
const ITEM = /^(?:\d+[.)]|-\d+|[–—-])$/;

const MARKS_BEFORE = /^[(“"]+/;
const MARKS_BEHIND = /[)”",.;:?…]+$/;
/** Behind a word that opens a bracket or a quote of its own, these may close it. */
const STOPS_BEHIND = /[,.;:?…]+$/;

/**
 * Raw text as Markdown within a line, in which nothing is markup, a link, a mention, an issue or an emoji, on GitHub, GitLab and Confluence alike: each word
 * that is more than letters and digits stands in a code span, as a backslash before "@" or "#" does not keep GitHub from making a mention or a link of it
 * (CommonMark 0.31, 6.1; GitHub looks for mentions in all text but code). Line breaks and what is invisible are shown as \x0a. Long text is shortened.
 */
export function inline(raw: string, most = MOST): string {
  const { kept, left } = cut(raw, most);
  const text = escapeForTerminal(kept.replace(GLUED, '“$&”').replaceAll('\u00a0', ' '))
    .split(QUOTED)
    .flatMap((part, index) => (index % 2 === 1 ? [part.trim() === '' ? '“”' : span(part)] : [words(part)]))
    .reduce((before, part) => `${before}${before.endsWith('`') && part.startsWith('`') ? ' ' : ''}${part}`, '');
  return left === 0 ? text : `${text} ${leftOut(left)}`;
}

/** Blanks at which no line is broken keep a command together. */
const GLUED = /[^ \u00a0]+(?:\u00a0[^ \u00a0]+)*\u00a0[^ \u00a0]*[^ \u00a0,.;:]/g;

/** What stands in these quotes is a command or a line of a log: one code span. */
const QUOTED = /“([^”]*)”/;

interface Word {
  readonly before: string;
  readonly core: string;
  readonly behind: string;
  readonly isCode: boolean;
}

function words(text: string): string {
  const parts: Word[] = [];
  for (const [index, word] of text.trim().split(/ +/).entries()) {
    const part = wordOf(word, index === 0);
    const last = parts.at(-1);
    if (part.isCode && last?.isCode === true && last.behind === '' && part.before === '') {
      parts[parts.length - 1] = { ...last, core: `${last.core} ${part.core}`, behind: part.behind };
    } else parts.push(part);
  }
  const shown = parts.map(({ before, core, behind, isCode }) => `${before}${isCode ? span(core) : core}${behind}`).join(' ');
  return `${text.startsWith(' ') ? ' ' : ''}${shown}${text.endsWith(' ') && shown !== '' ? ' ' : ''}`;
}

function wordOf(word: string, isFirst: boolean): Word {
  const before = MARKS_BEFORE.exec(word)?.[0] ?? '';
  const rest = word.slice(before.length);
  const behind = (/[^("“]+[("“]/.test(rest) ? STOPS_BEHIND : MARKS_BEHIND).exec(rest)?.[0] ?? '';
  const core = word.slice(before.length, word.length - behind.length);
  if (isFirst && ITEM.test(word)) return { before: '', core: word, behind: '', isCode: true };
  return { before, core, behind, isCode: core !== '' && (!PLAIN.test(core) || LINKED.test(core)) };
}

/** Raw text as one code span, shortened where it is long. */
export function code(raw: string, most = MOST): string {
  const { kept, left } = cut(raw, most);
  const text = escapeForTerminal(kept);
  return `${text.trim() === '' ? '(blank)' : span(text)}${left === 0 ? '' : ` ${leftOut(left)}`}`;
}

/** A code span's marks are longer than any run of backticks within (CommonMark 0.31, 6.1). */
function span(text: string): string {
  const mark = '`'.repeat(longestRun(text) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') || (text.startsWith(' ') && text.endsWith(' ')) ? ' ' : '';
  return `${mark}${pad}${text}${pad}${mark}`;
}

/** The length of the longest run of backticks. */
export function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** At most so many characters, and how many more there were. */
export function cut(raw: string, most: number): { readonly kept: string; readonly left: number } {
  if (raw.length <= most) return { kept: raw, left: 0 };
  const isPair = /[\ud800-\udbff]/.test(raw.charAt(most - 1)) && /[\udc00-\udfff]/.test(raw.charAt(most));
  const end = isPair ? most - 1 : most;
  return { kept: raw.slice(0, end), left: raw.length - end };
}

/** Says that something was left out. */
export function leftOut(count: number): string {
  return `… (${String(count)} more characters)`;
}
