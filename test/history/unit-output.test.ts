import { describe, expect, it } from 'vitest';
import { decodeJournalEntry } from '../../src/history/decode/journal-entry.ts';
import { MAX_OUTPUT_LENGTH } from '../../src/history/unit-output.ts';
import { withFields } from './journal-lines.ts';
import { outputOf, unitLines, VERSIONS } from './unit-lines.ts';

const spoken = unitLines(252).find(({ payload }) => payload.kind === 'entry' && payload.fields['MESSAGE'] === 'last words')!;

describe('a line that a unit logged itself', () => {
  it.each(VERSIONS)('is known by what journald says of its process, on systemd %i', (version) => {
    expect(outputOf(version, 'speaks.service')).toMatchObject([{ text: 'last words', comm: 'sh', pid: expect.any(Number) as number }]);
    expect(outputOf(version, 'pre-fails.service').map(({ text }) => text)).toEqual(['pre speaks']);
  });

  it('is none of the manager, and none that only says that it is of the unit', () => {
    expect(decodeJournalEntry(withFields(spoken, { _SYSTEMD_UNIT: undefined, UNIT: 'speaks.service' }), 'system')).toEqual([]);
    expect(outputOf(252, 'init.scope')).toEqual([]);
    expect(decodeJournalEntry(withFields(spoken, { _TRANSPORT: 'audit' }), 'system')).toEqual([]);
  });

  it('of a unit of a user manager is not of the service that this runs in', () => {
    const users = withFields(spoken, { _SYSTEMD_UNIT: 'user@1000.service', _SYSTEMD_USER_UNIT: 'speaks.service' });
    expect(decodeJournalEntry(users, 'system')).toEqual([]);
    expect(decodeJournalEntry(users, 'user')).toMatchObject([{ kind: 'unit-output', unit: 'speaks.service', text: 'last words' }]);
  });

  it('is cut when it is very long, and stays raw', () => {
    const long = `\u001b[31m${'x'.repeat(10_000)}`;
    const [fact] = decodeJournalEntry(withFields(spoken, { MESSAGE: long }), 'system');
    expect(fact).toMatchObject({ kind: 'unit-output', text: `${long.slice(0, MAX_OUTPUT_LENGTH)}…` });
  });

  it('of a program that is asked to do things is told twice: as its, and as what it was asked', () => {
    const sudo = withFields(spoken, {
      _COMM: 'sudo',
      _EXE: '/usr/bin/sudo',
      _UID: '0',
      SYSLOG_IDENTIFIER: 'sudo',
      MESSAGE: 'alice : PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl restart x.service',
    });
    expect(decodeJournalEntry(sudo, 'system').map(({ kind }) => kind)).toEqual(['host-logged', 'unit-output']);
  });
});
