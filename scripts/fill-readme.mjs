// Puts what is made between the marks of README.md and of docs/accuracy.md.
//   node scripts/build.mjs && node scripts/fill-readme.mjs session       what `whyalive` prints of the recorded incident
//   npm run --silent accuracy | node scripts/fill-readme.mjs accuracy    standard input: all of it in docs/accuracy.md, its first table in README.md
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [name] = process.argv.slice(2);
if (name === 'session') fill('README.md', session());
else if (name === 'accuracy') accuracy(readFileSync(0, 'utf8').trim());
else throw new Error(`nothing is made for '${name}'; use session or accuracy`);

function fill(document, content) {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const file = new URL(`../${document}`, import.meta.url);
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${document} has no marks for '${name}'`);
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`);
}

/** The tables are separated by empty lines; the first one has a row for each version and way of looking. */
function accuracy(tables) {
  if (!tables.startsWith('| systemd |'))
    throw new Error('standard input is not what npm run --silent accuracy prints of a whole run (npm run everything)');
  fill('docs/accuracy.md', tables);
  fill('README.md', tables.split('\n\n', 1)[0]);
}

/** In two blocks: the answer, and what happened, start by start, which is folded. */
function session() {
  const program = new URL('../dist/whyalive.mjs', import.meta.url).pathname;
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
