import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of all packages that a bundle holds, as one text; of esbuild's metafile, whose inputs are the files that went in. Throws when a
 * package comes without the text of its licence: then it must not be shipped.
 */
export function thirdPartyLicenses(metafile, root) {
  const folders = new Set(Object.entries(metafile.outputs).flatMap(([, output]) => Object.keys(output.inputs).flatMap(packageFolder)));
  const packages = [...folders].map((folder) => read(join(root, folder))).sort((a, b) => (a.name < b.name ? -1 : 1));
  const head = `whyalive holds these packages, under these licences:\n${packages.map(({ name, version, license }) => `  ${name} ${version} (${license})`).join('\n')}\n`;
  return [head, ...packages.map(({ name, version, text }) => `${'-'.repeat(78)}\n${name} ${version}\n\n${text.trim()}\n`)].join('\n');
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
