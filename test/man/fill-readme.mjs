// Puts what is made between the marks of README.md.
//   node build.mjs && node test/man/fill-readme.mjs session               what `whyalive` prints of the recorded incident
//   npm run --silent accuracy | node test/man/fill-readme.mjs accuracy    standard input
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [name] = process.argv.slice(2);
const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
const readme = new URL('../../README.md', import.meta.url);
const text = readFileSync(readme, 'utf8');
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from === -1 || to < from) throw new Error(`README.md has no marks for '${name}'; use session or accuracy`);
const content = name === 'session' ? session() : readFileSync(0, 'utf8').trim();
if (/^(Half [AB]|A part), /.test(content)) throw new Error('README.md holds the tables of a whole run: npm run everything');
writeFileSync(readme, `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`);

/** In two blocks: the answer, and what happened, start by start, which is folded. */
function session() {
  const program = new URL('../../dist/whyalive.mjs', import.meta.url).pathname;
  const env = { ...process.env, TZ: 'UTC', COLUMNS: '80', NO_COLOR: '1' };
  const said = execFileSync(process.execPath, [program], { encoding: 'utf8', env }).trimEnd();
  const cut = said.indexOf('\n\nWhat happened\n');
  if (cut === -1) throw new Error('the session has no section "What happened" to fold');
  const block = (lines) => ['```console', lines, '```'].join('\n');
  const summary = 'What happened, start by start, with the evidence';
  return [
    block(`$ whyalive\n${said.slice(0, cut)}`),
    `<details><summary>${summary}</summary>`,
    block(said.slice(cut + 2)),
    '</details>',
  ].join('\n\n');
}
