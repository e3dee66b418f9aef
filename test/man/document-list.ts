import { readdirSync } from 'node:fs';

/** The decisions, in the order of their numbers. */
export const DECISIONS = readdirSync('docs/adr')
  .sort()
  .map((name) => `docs/adr/${name}`);

/** The documents in Markdown that tests hold to the program. */
export const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/accuracy.md'],
  ...DECISIONS,
] as const;
