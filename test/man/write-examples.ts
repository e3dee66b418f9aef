import { readFileSync, writeFileSync } from 'node:fs';
import { copyPackage } from '../lab/package-copy.ts';
import { fillSessions } from './fill-sessions.ts';
import { playSession } from './play-session.ts';
import { retellSession } from './retell-session.ts';
import { sessionFile } from './session-file.ts';
import { SESSIONS } from './session-table.ts';

// npm run examples [-- NAME…]: plays the sessions of whyalive(1) in the lab, keeps them under fixtures/sessions, and puts them into the page. Read what
// changed before you commit it: the prose around a session must still be true of it.
// npm run examples -- --retell: only tells the kept recordings again, which needs no lab: for when the words of a report have changed.
const PAGE = 'man/whyalive.1';
const words = process.argv.slice(2);
const retells = words.includes('--retell');
const asked = words.filter((word) => word !== '--retell');
const unknown = asked.filter((name) => !SESSIONS.some((session) => session.name === name));
if (unknown.length > 0) {
  process.stderr.write(`examples: there is no session ${unknown.join(', ')}; use ${SESSIONS.map(({ name }) => name).join(', ')}\n`);
  process.exitCode = 2;
} else {
  if (retells) retellAll();
  else await playAll();
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    fillSessions(page, (name) => readFileSync(sessionFile(name), 'utf8')),
  );
}

function retellAll(): void {
  for (const { name } of SESSIONS.filter(({ keeps }) => keeps !== undefined)) {
    writeFileSync(sessionFile(name), retellSession(readFileSync(sessionFile(name), 'utf8'), 'fixtures/sessions'));
  }
}

async function playAll(): Promise<void> {
  const packageFolder = copyPackage();
  for (const session of SESSIONS.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    const { text, recording } = await playSession(session, packageFolder);
    writeFileSync(sessionFile(session.name), text);
    if (recording !== undefined && session.keeps !== undefined) writeFileSync(`fixtures/sessions/${session.keeps}`, recording);
    process.stdout.write(`${sessionFile(session.name)}: ${String(text.split('\n').length - 1)} lines\n`);
  }
}
