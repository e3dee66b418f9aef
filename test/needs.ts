import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { labObstacle } from './lab/lab.ts';

declare module 'vitest' {
  interface TestTags {
    readonly need: Need;
  }
}

/** With WHYALIVE_TESTS=complete nothing may be missing: a test whose need is not met runs, and fails. */
export const isComplete = process.env['WHYALIVE_TESTS'] === 'complete';

/**
 * What some tests need of the machine besides Node and npm, each with why it is not there, undefined when it is. A test names its needs as tags: `{ tags: ['dot'] }`,
 * or, for all tests of a file, in a comment with vitest's `module-tag`. scripts/setup.sh installs them.
 */
export const NEEDS = {
  bash: () => withoutProgram('bash'),
  chromium: () => withoutFile(process.env['WHYALIVE_CHROMIUM'] ?? '/usr/bin/chromium'),
  'dbus-daemon': () => withoutProgram('dbus-daemon'),
  dot: () => withoutProgram('dot'),
  fish: () => withoutProgram('fish'),
  lab: () => labObstacle() ?? withoutSystemd(),
  man: () => withoutProgram('man'),
  mandoc: () => withoutProgram('mandoc'),
  script: () => withoutProgram('script'),
  shellcheck: () => withoutProgram('shellcheck'),
  zsh: () => withoutProgram('zsh'),
} as const satisfies Readonly<Record<string, () => string | undefined>>;

export type Need = keyof typeof NEEDS;

/** The needs as tags of vitest: what is tagged with one that is not met is skipped. */
export function needTags(): { name: Need; description: string; skip?: true }[] {
  return (Object.keys(NEEDS) as Need[]).map((name) => {
    const reason = NEEDS[name]();
    // `skip: false` would undo the skip of another tag of the same test.
    return { name, description: reason ?? 'is there', ...(reason !== undefined && !isComplete && { skip: true }) };
  });
}

function withoutProgram(name: string): string | undefined {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)))
    ? undefined
    : `there is no ${name} on the PATH`;
}

function withoutFile(path: string): string | undefined {
  return existsSync(path) ? undefined : `${path} is not there`;
}

/** What a lab over the machine's own root starts with, and what the tests run in it. */
function withoutSystemd(): string | undefined {
  const libraries = ['/usr/lib', '/usr/lib64', ...readdirSync('/usr/lib').map((name) => `/usr/lib/${name}`)];
  return (
    withoutFile('/lib/systemd/systemd') ??
    withoutFile('/usr/lib/systemd/user/dbus.socket') ??
    (libraries.some((folder) => existsSync(join(folder, 'security/pam_systemd.so'))) ? undefined : 'pam_systemd.so is not there') ??
    ['dbus-daemon', 'ip', 'perl', 'ps', 'nsenter', 'setpriv', 'unshare'].map(withoutProgram).find((reason) => reason !== undefined)
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
