import { spawnSync } from 'node:child_process';

/** What Graphviz makes of a graph, as SVG; fails where it complains, or is not installed. */
export function drawn(graph: string): string {
  const { error, status, stdout, stderr } = spawnSync('dot', ['-Tsvg'], { input: graph, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined) throw new Error(`the test needs Graphviz: install the package graphviz (${error.message})`);
  if (status !== 0 || stderr !== '') throw new Error(`dot ended with ${String(status)}: ${stderr}`);
  return stdout;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The texts of an SVG, in their order. A blank that must not be lost is &#160; there. */
export function textsOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) =>
    text
      .replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
        code === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
      )
      .replaceAll('\u00a0', ' '),
  );
}
