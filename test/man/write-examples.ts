import { readFileSync, writeFileSync } from 'node:fs';
import { copyPackage } from '../lab/package-copy.ts';
import { fillSessions } from './fill-sessions.ts';
import { playSession } from './play-session.ts';
import { sessionFile } from './session-file.ts';
import { SESSIONS } from './session-table.ts';

// npm run examples [-- NAME…]: plays the sessions of whyalive(1) in the lab, keeps them under fixtures/sessions, and puts them into the page. Read what
// changed before you commit it: the prose around a session must still be true of it.
const PAGE = 'man/whyalive.1';
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !SESSIONS.some((session) => session.name === name));
if (unknown.length > 0) {
  process.stderr.write(`examples: there is no session ${unknown.join(', ')}; use ${SESSIONS.map(({ name }) => name).join(', ')}\n`);
  process.exitCode = 2;
} else {
  await write();
}

async function write(): Promise<void> {
  const packageFolder = copyPackage();
  for (const session of SESSIONS.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    const { text, recording } = await playSession(session, packageFolder);
    writeFileSync(sessionFile(session.name), text);
    if (recording !== undefined && session.keeps !== undefined) writeFileSync(`fixtures/sessions/${session.keeps}`, recording);
    process.stdout.write(`${sessionFile(session.name)}: ${String(text.split('\n').length - 1)} lines\n`);
  }
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    fillSessions(page, (name) => readFileSync(sessionFile(name), 'utf8')),
  );
}
