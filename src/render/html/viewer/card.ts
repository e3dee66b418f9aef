import type { View } from './view.ts';

export interface CardParts {
  readonly svg: SVGSVGElement;
  readonly figure: HTMLElement;
  readonly card: HTMLElement;
  readonly view: View;
  readonly unfold: (group: string) => void;
}

/** Shows what the table tells of a mark while it is pointed at or has the focus; a click or Enter pins it, Escape lets it go. */
export function startCard({ svg, figure, card, view, unfold }: CardParts): void {
  let shown: SVGElement | undefined;
  const isPinned = (): boolean => card.dataset['pinned'] !== undefined;
  const hide = (): void => {
    card.hidden = true;
    delete card.dataset['pinned'];
    shown?.classList.remove('pinned');
    shown = undefined;
  };
  const show = (mark: SVGElement): void => {
    const content = contentOf(mark);
    if (content === undefined) return;
    shown?.classList.remove('pinned');
    shown = mark;
    card.replaceChildren(...content);
    card.hidden = false;
    place(card, figure, mark);
  };
  const pin = (mark: SVGElement): void => {
    show(mark);
    card.dataset['pinned'] = '';
    mark.classList.add('pinned');
  };
  const act = (mark: SVGElement): void => {
    const group = mark.dataset['fold'];
    if (group === undefined) pin(mark);
    else unfold(group);
  };
  const markOf = (target: EventTarget | null): SVGElement | undefined =>
    (target instanceof Element ? target.closest<SVGElement>('.mark') : null) ?? undefined;

  svg.addEventListener('pointerover', (event) => {
    const mark = markOf(event.target);
    if (isPinned()) return;
    if (mark !== undefined) show(mark);
    else if (document.activeElement !== shown) hide();
  });
  svg.addEventListener('pointerleave', () => {
    if (!isPinned() && document.activeElement !== shown) hide();
  });
  svg.addEventListener('focusin', (event) => {
    const mark = markOf(event.target);
    if (mark === undefined) return;
    view.reveal(Number(mark.dataset['x'] ?? mark.querySelector<SVGElement>('[data-x1]')?.dataset['x1'] ?? 0));
    if (!isPinned()) show(mark);
  });
  svg.addEventListener('focusout', () => {
    if (!isPinned()) hide();
  });
  svg.addEventListener('click', (event) => {
    const mark = markOf(event.target);
    if (mark !== undefined) act(mark);
    else if (isPinned()) hide();
  });
  svg.addEventListener('keydown', (event) => {
    const mark = markOf(event.target);
    if (mark === undefined || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    act(mark);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
  });
  view.onChange(() => {
    if (shown?.isConnected === true) place(card, figure, shown);
    else if (shown !== undefined) hide();
  });
}

/** What the page tells of a mark elsewhere, once more. */
function contentOf(mark: SVGElement): readonly Node[] | undefined {
  const told = document.getElementById(mark.dataset['card'] ?? '');
  if (told === null) return undefined;
  if (mark.dataset['fold'] !== undefined) {
    return [line('head-line', told.querySelector('.sentence')?.textContent ?? ''), line('soft', 'Click or press Enter to unfold them.')];
  }
  if (mark.dataset['start'] === undefined) {
    return [...told.children].filter((child) => child.tagName !== 'svg').map((child) => child.cloneNode(true));
  }
  const text = (selector: string): string => told.querySelector(selector)?.textContent ?? '';
  const dead = told.querySelectorAll('td.n')[1]?.textContent ?? '';
  const head = `${text('td.n')} ·${text('td.cause')} · ${text('time')}${/\d/.test(dead) ? ` · after ${dead} dead` : ''}`;
  const details = [...((told.querySelector('details') ?? told.querySelector('.chain'))?.children ?? [])].filter(
    ({ tagName }) => tagName !== 'SUMMARY',
  );
  return [line('head-line', head), ...details.map((child) => child.cloneNode(true))];
}

function line(name: string, text: string): HTMLElement {
  const element = document.createElement('p');
  element.className = name;
  element.textContent = text;
  return element;
}

/** Beside the mark, where there is room within the figure. */
function place(card: HTMLElement, figure: HTMLElement, mark: SVGElement): void {
  const around = figure.getBoundingClientRect();
  const at = mark.getBoundingClientRect();
  const isRight = at.left - around.left > around.width / 2;
  const left = isRight ? at.left - around.left - card.offsetWidth - 14 : at.right - around.left + 14;
  card.style.left = `${String(Math.min(Math.max(left, 8), Math.max(around.width - card.offsetWidth - 8, 8)))}px`;
  const top = at.top - around.top - 10;
  const lowest = innerHeight - around.top - card.offsetHeight - 12;
  card.style.top = `${String(Math.max(Math.min(top, lowest), -around.top + 8))}px`;
}
