import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { bootProfile } from './boot-profile.ts';
import { LabError } from './lab.ts';
import { enterCommand, labEnvironment } from './lab-process.ts';
import { isProfileName, PROFILES } from './profiles.ts';
import { rootOf } from './roots.ts';

const USAGE = `npm run lab -- [SHELL] [--version 252 [--profile dbus-broker]] [-- COMMAND…]
Boots a lab (the machine's own systemd, or that of --version, on a host of --profile) and gives a shell in it, or runs one command, with whyalive on the PATH.
The lab is gone when the shell ends.
`;

const words = process.argv.slice(2);
const separator = words.indexOf('--');
const own = separator < 0 ? words : words.slice(0, separator);
const command = separator < 0 ? [] : words.slice(separator + 1);

if (own.includes('--help')) process.stdout.write(USAGE);
else process.exitCode = await enter();

async function enter(): Promise<number> {
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: { version: { type: 'string' }, profile: { type: 'string', default: 'plain' } },
  });
  const { version, profile } = values;
  if (!isProfileName(profile)) throw new LabError(`there is no profile ${profile}: use one of ${Object.keys(PROFILES).join(', ')}`);
  const [shell = '/bin/bash'] = positionals;
  const lab = await bootProfile(version === undefined ? 'plain' : profile, {
    root: version === undefined ? '/' : rootOf(Number(version), profile),
    name: 'shell',
  });
  try {
    const [program, ...rest] = enterCommand(lab.pid, command.length > 0 ? command : terminalShell(shell));
    const env = { ...labEnvironment(), TERM: process.env['TERM'] ?? 'dumb' };
    const child = spawn(program ?? 'nsenter', rest, { stdio: 'inherit', env });
    process.removeAllListeners('SIGINT');
    process.on('SIGINT', ignore);
    return await new Promise<number>((done) => child.on('close', (code) => done(code ?? 1)));
  } finally {
    await lab.close();
  }
}

/** The host's terminal has no name inside: a shell that is sat at gets one of the lab's own. */
function terminalShell(shell: string): readonly string[] {
  return process.stdin.isTTY ? ['script', '--quiet', '--return', '--command', shell, '/dev/null'] : [shell];
}

/** Ctrl-C is for what runs in the shell. */
function ignore(): void {
  return undefined;
}
