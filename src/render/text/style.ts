import type { Strength } from '../../model/strength.ts';

type Paint = (text: string) => string;

/** The few ways in which text stands out: of the 16 colours only those that can be read on light and on dark. */
export type Style = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'magenta', Paint>>;

const plain: Paint = (text) => text;
const PLAIN: Style = { bold: plain, dim: plain, red: plain, green: plain, magenta: plain };
const COLOURED: Style = { bold: sgr(1, 22), dim: sgr(2, 22), red: sgr(31, 39), green: sgr(32, 39), magenta: sgr(35, 39) };

/** The style with or without colour; without, text stays as it is. */
export function styleOf(colour: boolean): Style {
  return colour ? COLOURED : PLAIN;
}

/** A strength in the colour that says how far it can be trusted. */
export function paintStrength(style: Style, strength: Strength): string {
  const paint = { stated: style.green, correlated: plain, possible: style.magenta, unexplained: style.red } as const satisfies Record<
    Strength,
    Paint
  >;
  return paint[strength](strength);
}

function sgr(on: number, off: number): Paint {
  return (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);
}
