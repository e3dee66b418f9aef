import type { Attribute, AttributeValue } from './payload.ts';

/** What an attribute can be made of; what is unknown or empty is left out. */
export type Plain = string | number | bigint | boolean | readonly string[] | undefined;

/** Attributes of the values that are known, in the order given. */
export function attributes(values: Readonly<Record<string, Plain>>): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, plain]) => {
    const value = valueOf(plain);
    return value === undefined ? [] : [{ key, value }];
  });
}

/** Elasticsearch refuses a term of more than 32766 bytes, which is the least of what stands behind collectors; a character has up to four. */
const LONGEST = 8000;

/**
 * Text from the machine as OTLP takes it: its strings must be UTF-8, so a half of a surrogate pair becomes U+FFFD, and a text that is too long for what stands
 * behind collectors is cut. All else is left as it is: JSON escapes what it has to.
 */
export function plainText(text: string, longest = LONGEST): string {
  const cut = text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
  return cut.replace(/\p{Surrogate}(?=…$)/u, '').replace(/\p{Surrogate}/gu, '\ufffd');
}

function valueOf(plain: Plain): AttributeValue | undefined {
  if (plain === undefined || plain === '') return undefined;
  if (typeof plain === 'string') return { stringValue: plainText(plain) };
  if (typeof plain === 'boolean') return { boolValue: plain };
  if (typeof plain !== 'object') return { intValue: String(plain) };
  return plain.length === 0 ? undefined : { arrayValue: { values: plain.map((text) => ({ stringValue: plainText(text) })) } };
}
