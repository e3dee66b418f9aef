import type { Declaration } from '../../model/timeline.ts';

/** A place that declares something, as editors take it: `/etc/systemd/system/reconcile.timer:4`; a link has no line. Raw text. */
export function placeWords({ path, line }: Declaration): string {
  return line === undefined ? path : `${path}:${String(line)}`;
}
