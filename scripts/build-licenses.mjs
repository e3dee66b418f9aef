import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of all packages that a bundle holds, as one text; of esbuild's metafile, whose inputs are the files that went in. Throws when a
 * package comes without the text of its licence: then it must not be shipped.
 */
export function thirdPartyLicenses(metafile, root) {
  const packages = foldersOf(metafile)
    .map((folder) => read(join(root, folder)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const head = `whyalive holds these packages, under these licences:\n${packages.map(({ name, version, license }) => `  ${name} ${version} (${license})`).join('\n')}\n`;
  return [head, ...packages.map(({ name, version, text }) => `${'-'.repeat(78)}\n${name} ${version}\n\n${text.trim()}\n`)].join('\n');
}

/** The packages that somebody has looked at, each in one version: what its code does here, and that no advisory speaks of it. */
const REVIEWED = 'scripts/bundled-packages.json';

/** Throws when the bundle holds a package, or a version of one, that is not on the reviewed list. */
export function requireReviewed(metafile, root) {
  const reviewed = JSON.parse(readFileSync(join(root, REVIEWED), 'utf8'));
  const others = foldersOf(metafile)
    .map((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')))
    .filter(({ name, version }) => !Object.hasOwn(reviewed, name) || reviewed[name] !== version)
    .map(({ name, version }) => `${name} ${version}`);
  if (others.length > 0)
    throw new Error(`build: ${others.join(', ')} would be bundled and is not on the reviewed list; look at it and add it to ${REVIEWED}`);
}

function foldersOf(metafile) {
  return [...new Set(Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs).flatMap(packageFolder)))];
}

/** `node_modules/a/node_modules/@b/c` of a file that lies in it; nothing for a file of ours. */
function packageFolder(path) {
  const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
  return found === null ? [] : [found[0]];
}

function read(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const readme = join(folder, 'README.md');
  const section =
    texts.length === 0 && existsSync(readme) ? /^#+ *licen[cs]e\b[\s\S]*/im.exec(readFileSync(readme, 'utf8'))?.[0] : undefined;
  const text = texts.join('\n\n') || section;
  if (text === undefined) throw new Error(`build: ${name} is bundled, and its licence is not to be found`);
  // Old packages say { type }, or nothing here: then the text below says which.
  return { name, version, license: license?.type ?? license ?? 'see its text', text };
}
