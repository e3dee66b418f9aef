import { startCard } from './card.ts';
import { startFolds } from './folds.ts';
import { startPaper } from './paper.ts';
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
