/** The page's style and its program, with the hashes by which its Content-Security-Policy knows them: `sha256-…`. */
export interface PageParts {
  readonly style: string;
  readonly styleHash: string;
  readonly program: string;
  readonly programHash: string;
}

/** Made of `viewer/` by build-page-parts.mjs, which whatever bundles or loads this file puts in its place. */
declare const WHYALIVE_PAGE_PARTS: PageParts;

/** What all pages have in common. */
export const PAGE_PARTS: PageParts = WHYALIVE_PAGE_PARTS;
