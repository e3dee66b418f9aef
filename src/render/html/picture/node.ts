/** A piece of the page before it is text or, in the browser, a live element: what is a string in it is text and can never become markup. */
export interface PageElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly children: readonly PageNode[];
}

export type PageNode = PageElement | string;

/** `true` is an attribute without a value; `undefined` and `false` leave it out. */
export type AttributeValue = string | number | boolean | undefined;

/** An element with its attributes and children. */
export function el(tag: string, attributes: Readonly<Record<string, AttributeValue>> = {}, ...children: readonly PageNode[]): PageElement {
  return { tag, attributes, children };
}
