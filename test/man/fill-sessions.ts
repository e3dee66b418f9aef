import { toLiteral } from './literal.ts';

const BLOCK = /^\.\\" session ([\w-]+)\n[^]*?^\.\\" end of session\n/gm;

/** The page with each session's text between its marks; `read` gives the text by the session's name. */
export function fillSessions(page: string, read: (name: string) => string): string {
  return page.replace(BLOCK, (_, name: string) => `.\\" session ${name}\n.Bd -literal\n${toLiteral(read(name))}.Ed\n.\\" end of session\n`);
}

/** What stands between the marks of each session, as it is written in the page. */
export function sessionBlocks(page: string): ReadonlyMap<string, string> {
  return new Map(
    [...page.matchAll(/^\.\\" session ([\w-]+)\n\.Bd -literal\n([^]*?)\.Ed\n\.\\" end of session\n/gm)].map(
      ([, name = '', block = '']) => [name, block] as const,
    ),
  );
}
