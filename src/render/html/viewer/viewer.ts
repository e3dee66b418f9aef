import { startCard } from './card.ts';
import { startFolds } from './folds.ts';
import { startView } from './view.ts';

// The page's program: it makes the picture answer to mouse and keyboard. The page can be read without it.
const svg = document.querySelector<SVGSVGElement>('svg#picture');
const figure = document.querySelector<HTMLElement>('#figure');
const card = document.querySelector<HTMLElement>('#card');
if (svg !== null && figure !== null && card !== null) {
  const view = startView(svg, figure);
  const folds = startFolds(svg, view);
  startPaper();
  startCard({ svg, figure, card, view, unfold: folds.toggle });
}

/** Paper unfolds nothing: what a person could open is open while the page is printed, and as it was before afterwards. */
function startPaper(): void {
  let opened: readonly HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')];
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of opened) one.open = false;
    opened = [];
  });
}
