import type { Random } from './random.ts';

/** Text and names that readers trip over: what breaks out, what every object has, ends of ranges, halves of characters. */
const TROUBLE: readonly string[] = [
  ...[
    '',
    ' ',
    '\n',
    '\r\n',
    '\0',
    '\t',
    '=',
    '"',
    "'",
    '\\',
    '\\x',
    '%',
    '%n',
    '*',
    '**',
    '?',
    '[',
    ']',
    '{',
    '(',
    ':',
    '::',
    '/',
    '..',
    '@',
    '-',
    '--',
    '#',
    ';',
    '|',
    '`',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'null',
    'true',
    'undefined',
    'NaN',
    'Infinity',
    '-0',
    '0',
    '-1',
    '1e999',
    '0x10',
  ],
  ...[
    '9007199254740993',
    '18446744073709551615',
    '18446744073709551616',
    '4294967295',
    '99999999999999999999',
    '8640000000000001',
    '253402300800000000',
  ],
  ...['\u001b[31m', '\u001b]0;x\u0007', '\u009b2J', '\u202e', '\u2066', '\u2028', '\ufeff', '\ud800', '\udc00', '\uffff', '\u0085'],
  ...[
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(2)>',
    "'-->",
    '&lt;',
    '<b>',
    '[x](javascript:alert(4))',
    '![y](http://h/p)',
    '```',
    '~~~',
    '|x|',
  ],
  ...['=cmd()', '+1', '-1+1', '@SUM(A1)', '"];evil [label="owned"];', '\\N', '%%{init: {}}%%', 'click A "x"', '-->', '${x}', '$(id)'],
  ...[
    'a.service',
    '@.service',
    'a@b.service',
    '-.mount',
    '.service',
    'x\\x2d.mount',
    '/org/freedesktop/systemd1/unit/_',
    '/org/freedesktop/systemd1/job/1',
  ],
];

const LONG = 3000;

/** A text with some of it cut, doubled, moved, or replaced by trouble. */
export function mutatedText(text: string, random: Random): string {
  let changed = text;
  for (let left = 1 + random.below(4); left > 0; left -= 1) changed = oneChange(changed, random);
  return changed;
}

function oneChange(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + random.below(40));
  const lines = text.split('\n');
  const line = random.below(lines.length);
  switch (random.below(10)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, at) + random.one(TROUBLE) + text.slice(at);
    case 2:
      return text.slice(0, at) + random.one(TROUBLE) + text.slice(to);
    case 3:
      return text.slice(0, to) + text.slice(at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(random.below(random.chance(0.5) ? 256 : 65_536)) + text.slice(at + 1);
    case 5:
      return [...lines.slice(0, line), ...lines.slice(line + 1)].join('\n');
    case 6:
      return [...lines.slice(0, line), lines[random.below(lines.length)] ?? '', ...lines.slice(line)].join('\n');
    case 7:
      return text.slice(0, at) + random.one(TROUBLE).repeat(1 + random.below(LONG)) + text.slice(at);
    case 8:
      return text.replace(/\d+/g, (digits) => (random.chance(0.3) ? random.one(TROUBLE) : digits));
    default:
      return text.slice(0, at);
  }
}

/** Bytes with some of them changed, cut, doubled or taken for a length. */
export function mutatedBytes(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  for (let left = 1 + random.below(6); left > 0 && changed.length > 0; left -= 1) {
    const at = random.below(changed.length);
    const how = random.below(4);
    if (how < 2) changed[at] = random.below(256);
    else if (how === 2) changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    else if (at + 4 <= changed.length) changed.writeUInt32LE(random.one([0, 1, 7, 255, 65_535, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]), at);
  }
  const cut = random.below(changed.length + 1);
  const choice = random.below(6);
  if (choice === 0) return changed.subarray(0, cut);
  if (choice === 1) return Buffer.concat([changed.subarray(0, cut), changed.subarray(random.below(changed.length + 1))]);
  if (choice === 2) return Buffer.concat([changed.subarray(0, cut), Buffer.from(random.one(TROUBLE), 'utf8'), changed.subarray(cut)]);
  return changed;
}

/** A value of JSON in which a member is renamed, missing, doubled, of another type, deeper, longer or in another order. */
function mutatedValue(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return mutatedList(value, random);
  if (typeof value === 'object' && value !== null) return mutatedRecord(value as Readonly<Record<string, unknown>>, random);
  if (random.chance(0.15)) return anything(random);
  if (typeof value === 'string') return random.chance(0.5) ? mutatedText(value, random).slice(0, 20_000) : random.one(TROUBLE);
  if (typeof value === 'number') return random.one([0, -1, 1, 0.5, value + 1, 1e15, Number.MAX_SAFE_INTEGER, 1e308, -value]);
  return !value;
}

function mutatedRecord(value: Readonly<Record<string, unknown>>, random: Random): unknown {
  const members = Object.entries(value);
  if (members.length === 0 || random.chance(0.05)) return anything(random);
  const at = random.below(members.length);
  const [name = '', held] = members[at] ?? [];
  switch (random.below(8)) {
    case 0:
      return Object.fromEntries(members.filter((_, index) => index !== at));
    case 1:
      return Object.fromEntries([...members, [random.one(TROUBLE), held]]);
    case 2:
      return Object.fromEntries(members.map(([one, of]) => [one === name ? random.one(TROUBLE) : one, of] as const));
    default:
      return Object.fromEntries(members.map(([one, of]) => [one, one === name ? mutatedValue(of, random) : of] as const));
  }
}

function mutatedList(value: readonly unknown[], random: Random): unknown {
  if (value.length === 0 || random.chance(0.05)) return [...value, anything(random)];
  const at = random.below(value.length);
  switch (random.below(6)) {
    case 0:
      return value.filter((_, index) => index !== at);
    case 1:
      return [...value, ...value].slice(0, 200);
    case 2:
      return [...value].reverse();
    default:
      return value.map((one, index) => (index === at ? mutatedValue(one, random) : one));
  }
}

function anything(random: Random): unknown {
  return random.one<unknown>([
    null,
    true,
    0,
    -1,
    1.5,
    '',
    random.one(TROUBLE),
    [],
    {},
    [[[]]],
    { constructor: 1 },
    [random.one(TROUBLE), 1],
  ]);
}

/** The value after some changes anywhere in it. */
export function changedValue(value: unknown, random: Random): unknown {
  let changed = value;
  for (let left = 1 + random.below(3); left > 0; left -= 1) changed = mutatedValue(changed, random);
  return changed;
}
