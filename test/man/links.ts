/** What a Markdown document links to, or shows as a picture, beside itself: paths as they are written, and `#headings` of its own. */
export function localLinks(text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? '');
  return links.filter((link) => !/^https?:/.test(link));
}
