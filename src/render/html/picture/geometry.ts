/** The picture is drawn in these units; the browser fits them to its width. */
export const PICTURE = { width: 1200, left: 214, right: 1184, top: 12, axis: 46 } as const;

/** Where the plot's first and last moments stand: marks and their labels have room on both sides. */
export const PLOT = { from: PICTURE.left + 40, to: PICTURE.right - 34 } as const;

/** An arrow's ends, and how far it swings out to the left, around the lanes that it passes. */
export interface ArrowShape {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly swing: number;
}

/**
 * The path of an arrow from cause to start: straight between neighbours, around what lies between, an arc from an end to a start of the same unit, and a loop
 * beside a start whose cause is the unit itself and whose end is not told.
 */
export function arrowPath({ x1, y1, x2, y2, swing }: ArrowShape): string {
  const at = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  if (y1 === y2 && Math.abs(x2 - x1) < 1) return `M ${at(x1, y1)} C ${at(x1 - 44, y1 - 26)}, ${at(x1 - 44, y1 + 26)}, ${at(x2, y2)}`;
  if (y1 === y2) return arc(x1, x2, y1);
  const third = (y2 - y1) / 3;
  if (Math.abs(x2 - x1) < 1) return `M ${at(x1, y1)} C ${at(x1 - swing, y1 + third)}, ${at(x2 - swing, y2 - third)}, ${at(x2, y2)}`;
  return `M ${at(x1, y1)} C ${at(x1 - swing, y1 + 2 * third)}, ${at(x2 - swing, y1 + third)}, ${at(x2, y2)}`;
}

function arc(x1: number, x2: number, y: number): string {
  const round = Math.min(12, Math.abs(x2 - x1) / 2);
  const top = y - 33;
  const [a, b, upper, lower] = [x1 + round, x2 - round, top.toFixed(1), (top + round).toFixed(1)];
  const [from, to] = [x1.toFixed(1), x2.toFixed(1)];
  return `M ${from} ${y.toFixed(1)} V ${lower} Q ${from} ${upper} ${a.toFixed(1)} ${upper} H ${b.toFixed(1)} Q ${to} ${upper} ${to} ${lower} V ${y.toFixed(1)}`;
}

/** How wide text is at most, in units, in a system font of a size: too much rather than too little. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const mark of text) {
    const code = mark.codePointAt(0) ?? 0;
    width += code >= 0x1100 ? 1.05 : /[A-Z@mwMW%=→…]/.test(mark) ? 0.82 : /[ilj.,:;'|()/ -]/.test(mark) ? 0.36 : 0.6;
  }
  return width * size;
}

/** Text that is at most so wide: the middle of a name goes first, as its ends tell it apart. */
export function fitted(text: string, size: number, width: number): string {
  const characters = [...text.slice(0, 400)];
  if (text.length <= 400 && textWidth(text, size) <= width) return text;
  for (let kept = characters.length - 1; kept > 4; kept -= 1) {
    const head = Math.ceil(kept * 0.6);
    const short = `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (kept - head)).join('')}`;
    if (textWidth(short, size) <= width) return short;
  }
  return '…';
}
