import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** Why a suite that is tagged with a need was skipped, where that was found only by trying. */
    obstacle?: string;
  }
}

/** In characters: a boot that failed brings what it printed. */
const MAX_REASON = 300;

/** Once all tests have ended: what was not run, by what it needs, and how to get that. */
export default function setup(project: TestProject): () => void {
  return () => {
    const list = notRun(project);
    if (list !== '') process.stderr.write(`${list}\n`);
  };
}

function notRun({ config, vitest }: TestProject): string {
  const counts = new Map<string, number>();
  let total = 0;
  for (const module of vitest.state.getTestModules())
    for (const test of module.children.allTests('skipped')) {
      const { obstacle } = test.meta();
      const missing = config.tags.filter(({ name, skip }) => test.tags.includes(name) && (skip === true || obstacle !== undefined));
      if (missing.length > 0) total += 1;
      for (const { name, skip, description } of missing) {
        const reason = (skip === true ? description : obstacle) ?? '';
        const line = `${name}: ${reason
          .trim()
          .replace(/\s*\n\s*/g, ' ')
          .slice(0, MAX_REASON)}`;
        counts.set(line, (counts.get(line) ?? 0) + 1);
      }
    }
  if (total === 0) return '';
  const lines = [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([line, count]) => `${String(count).padStart(6)}  ${line}`);
  return [
    '',
    `Tests that were not run, as this machine lacks what they need: ${total}`,
    ...lines,
    'npm run setup, as root, installs what can be installed.',
  ].join('\n');
}
