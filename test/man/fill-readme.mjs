// Puts standard input between the marks of README.md: npm run --silent accuracy | node test/man/fill-readme.mjs accuracy
import { readFileSync, writeFileSync } from 'node:fs';

const [name] = process.argv.slice(2);
const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
const readme = new URL('../../README.md', import.meta.url);
const text = readFileSync(readme, 'utf8');
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from === -1 || to < from) throw new Error(`README.md has no marks for '${name}'; use session or accuracy`);
writeFileSync(readme, `${text.slice(0, from + begin.length)}\n${readFileSync(0, 'utf8').trim()}\n${text.slice(to)}`);
