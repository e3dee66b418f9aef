import { posix } from 'node:path';

/**
 * What a Markdown document in a folder links to, or shows as a picture, beside itself: paths from the top of the repository on, and `#headings` of its own.
 */
export function localLinks(text: string, folder = '.'): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? '');
  return links.filter((link) => !/^https?:/.test(link)).map((link) => (link.startsWith('#') ? link : posix.join(folder, link)));
}
