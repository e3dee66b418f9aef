import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

// Whether an advisory speaks of a package that is bundled: all are devDependencies, so npm audit --omit=dev looks at none of them. Where the registry has no advisories,
// the reviewed versions are what is known (the build refuses others).

const reviewed = JSON.parse(await readFile(new URL('bundled-packages.json', import.meta.url), 'utf8'));
const answer = await new Promise((resolve) => {
  execFile('npm', ['audit', '--json'], { timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => resolve(stdout));
});
const vulnerabilities = parsed(answer)?.vulnerabilities;
if (vulnerabilities === undefined) {
  process.stdout.write('audit: the registry gives no advisories; what is bundled was compared with the reviewed list alone\n');
} else {
  const found = Object.values(vulnerabilities).filter(
    ({ name, via }) => Object.hasOwn(reviewed, name) && via.some((one) => typeof one === 'object'),
  );
  for (const { name, via } of found) {
    const titles = via.flatMap((one) => (typeof one === 'object' ? [`${one.title} (${one.url})`] : []));
    process.stdout.write(`audit: ${name} ${reviewed[name]}: ${titles.join('; ')}\n`);
  }
  if (found.length > 0) process.exitCode = 1;
  else process.stdout.write(`audit: no advisory speaks of the ${Object.keys(reviewed).length} packages that are bundled\n`);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
