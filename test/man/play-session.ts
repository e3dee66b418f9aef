import { bootLab, type Lab } from '../lab/lab.ts';
import { rootOf } from '../lab/roots.ts';
import type { Prompt, Session } from './session-table.ts';

/** The systemd of the sessions, and the width that their output is written for: the page's 80 columns without its indent. */
const VERSION = 252;
export const COLUMNS = 74;

/** What a session was on the terminal, and the recording that it kept. */
export interface Played {
  readonly text: string;
  readonly recording?: Buffer;
}

/** Plays a session in a lab of its own, with the program in the folder `packageFolder`. */
export async function playSession(session: Session, packageFolder: string): Promise<Played> {
  const units = Object.entries(session.units).map(([name, text]) => [`/etc/systemd/system/${name}`, text] as const);
  const files = { ...session.files, ...Object.fromEntries(units) };
  const lab = await bootLab({ root: rootOf(VERSION), name: `session-${session.name}`, package: packageFolder, files });
  try {
    if (session.before !== undefined) await lab.sh(session.before);
    let text = '';
    for (const prompt of session.prompts) text += `# ${prompt.command}\n${await answer(lab, prompt)}`;
    return { text, ...(session.keeps === undefined ? {} : { recording: await lab.readFile(`/root/${session.keeps}`) }) };
  } finally {
    await lab.close();
  }
}

/** Both outputs of a command as a terminal would show them. */
async function answer(lab: Lab, { command, beside }: Prompt): Promise<string> {
  const env = { COLUMNS: String(COLUMNS) };
  const [shown] = await Promise.all([
    lab.exec(['/bin/sh', '-c', `cd; exec 2>&1; ${command}`], { env, allowFailure: true }),
    beside === undefined ? undefined : lab.sh(beside),
  ]);
  return shown.stdout;
}
