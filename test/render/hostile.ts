import type { Timeline } from '../../src/model/timeline.ts';

/** Text that a machine may hold and that tries to break out of what it is printed in. */
export const HOSTILE = {
  'escape sequences': '\u001b[31m\u001b]0;owned\u0007\u009b2J',
  'closing script': '</script><script>alert(1)</script><img src=x onerror=alert(2)>',
  'closing tags': `"'>--></style></title></textarea><svg onload=alert(3)><!--`,
  pipes: 'a|b||c\\|d|',
  backticks: '```\n~~~\n`` ` ```mermaid',
  newlines: 'first\nsecond\r\nthird\u2028fourth\u2029\u0085fifth\n\n# heading\n- item\n| x | y |\n',
  'right to left': '\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c',
  'halves of surrogate pairs': 'a\ud800b\udc00c\ufffd\uffff',
  'control characters': '\u0000\u0001\b\u000b\f\u007f\u0084',
  'links and markup': '[x](javascript:alert(4)) ![y](http://198.51.100.1/p.png) <b>bold</b> @team #1 :tada: &lt;amp&amp; $(id) %s ${x}',
  formulas: '=cmd|\' /C calc\'!A0,"quoted",+1,-1,@SUM(A1)\t',
  'graph text': '"];evil [label="owned"]; end; A-->B; %%{init: {}}%% click A "javascript:alert(5)"; #quot;\\N\\l',
  'a long line': `${'long '.repeat(20_000)}end`,
} as const satisfies Readonly<Record<string, string>>;

/** Members that hold ids, words of the program or numbers written as text: these do not come from the machine. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...['mechanism', 'strength', 'kind', 'how', 'status', 'manager', 'outcome', 'severity', 'phase', 'jobType', 'source', 'rule', 'evidence'],
  ...['exitCode', 'exitStatusName', 'command', 'protocol', 'bootId', 'result', 'activeState', 'subState', 'loadState'],
]);

/** The timeline with `text` before every string that came from the machine; what was the same string is the same string still. */
export function poisoned(timeline: Timeline, text: string): Timeline {
  const { generator, sources, evidence } = timeline;
  const named = sources.map((source) => ({ ...(poison(source, text) as typeof source), name: source.name }));
  const facts = Object.fromEntries(Object.entries(evidence).map(([id, fact]) => [id, poison(fact, text) as typeof fact]));
  return { ...(poison(timeline, text) as Timeline), generator, sources: named, evidence: facts };
}

function poison(value: unknown, text: string): unknown {
  if (typeof value === 'string') return `${text}${value}`;
  if (Array.isArray(value)) return value.map((one) => poison(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      isOwn(key, member) || isSettingThatBreaks(key, value) ? member : poison(member, text),
    ]),
  );
}

/** What is harmed by a command names one of six settings, which are words of the program. */
function isSettingThatBreaks(key: string, owner: object): boolean {
  return key === 'setting' && 'of' in owner && 'by' in owner;
}

/** Lists of evidence and of `by` hold ids and words; elsewhere these hold objects. */
function isOwn(key: string, member: unknown): boolean {
  if (key === 'by') return Array.isArray(member);
  return OWN_WORDS.has(key) && (typeof member === 'string' || Array.isArray(member));
}
