import type { PageElement } from '../picture/node.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** An element of the picture, live: the same description that the renderer writes as markup. */
export function toElement({ tag, attributes, children }: PageElement): SVGElement {
  const element = document.createElementNS<'g'>(SVG, tag as 'g');
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) element.append(typeof child === 'string' ? child : toElement(child));
  return element;
}
