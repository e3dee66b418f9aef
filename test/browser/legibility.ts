import type { Page } from 'playwright-core';

/** Pairs of texts of the picture that stand upon each other on the screen, as `text / text`; and texts that are cut off at the picture's edge. */
export async function overlappingTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const svg = document.querySelector('svg#picture')!;
    const edge = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll('text')]
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ text, box }) => text.trim() !== '' && box.width > 0);
    const found: string[] = [];
    boxes.forEach(({ text, box }, index) => {
      if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1) found.push(`${text} / the edge`);
      for (const other of boxes.slice(index + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Line boxes are higher than letters: two lines may share the room that letters leave free.
        if (wide > 1 && high > 4) found.push(`${text} / ${other.text}`);
      }
    });
    return found;
  });
}

/** Texts that stand out from what is behind them by less than 4.5 to 1 (WCAG 2.2, 1.4.3), with the ratio. */
export async function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const parse = (colour: string): [number, number, number, number] => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const light = ([r, g, b]: readonly number[]): number => {
      const [x = 0, y = 0, z = 0] = [r, g, b].map((part = 0) =>
        part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    /** What is painted below a point, the text itself left out: shapes of the picture, then backgrounds. */
    const behind = (element: Element, x: number, y: number): string => {
      for (const below of document.elementsFromPoint(x, y)) {
        // A line has no ground, only a stroke, which is thinner than letters.
        if (below === element || below instanceof SVGTextContentElement || below instanceof SVGLineElement) continue;
        const style = getComputedStyle(below);
        const isShape = below instanceof SVGGeometryElement;
        const colour = isShape ? style.fill : style.backgroundColor;
        if (colour === 'none' || colour.startsWith('url') || Number(style.opacity) < 0.5) continue;
        if (parse(colour)[3] > 0.9) return colour;
      }
      return 'white';
    };
    const found: string[] = [];
    const texts = [...document.querySelectorAll('main *, body > *')].filter((element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== ''),
    );
    for (const element of texts) {
      element.scrollIntoView({ block: 'center' });
      const { left, top, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0 || ['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
      const style = getComputedStyle(element);
      const ink = parse(element instanceof SVGElement ? style.fill : style.color);
      const paper = parse(behind(element, left + Math.min(width / 2, 300), top + height / 2));
      const [bright = 0, dark = 0] = [light(ink), light(paper)].sort((a, b) => b - a);
      const ratio = (bright + 0.05) / (dark + 0.05);
      if (ratio < 4.5)
        found.push(`${ratio.toFixed(2)} ${element.tagName}.${element.getAttribute('class') ?? ''} ${element.textContent.slice(0, 30)}`);
    }
    scrollTo(0, 0);
    return [...new Set(found)];
  });
}

/** How many px the page is wider than its window, and which elements make it so. */
export async function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    return [
      `${scrollWidth} in ${clientWidth}`,
      ...wide.slice(0, 5).map((element) => `${element.tagName} ${element.getAttribute('class') ?? ''}`),
    ];
  });
}
