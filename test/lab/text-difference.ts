const SHOWN = 160;

/** Where two texts part, with what stands there in each; undefined when they are equal byte for byte. */
export function textDifference(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - SHOWN / 4);
  const part = (text: string): string => JSON.stringify(text.slice(from, from + SHOWN));
  return `differs at byte ${at}: ${part(one)} against ${part(other)}`;
}
