import { describe, expect, it } from 'vitest';
import { restartSettingsIn } from '../../src/systemd/restart-settings.ts';

const file = (path: string, ...lines: readonly string[]) => ({ path, text: `[Service]\n${lines.join('\n')}\n` });

describe('the settings for a restart in the unit files', () => {
  it('are the last ones in force, drop-ins after the fragment', () => {
    const files = [
      file('/etc/systemd/system/a.service', 'Type=oneshot', 'Restart=always', 'RestartPreventExitStatus=1 2'),
      file('/etc/systemd/system/a.service.d/b.conf', 'Restart=on-failure', 'RestartPreventExitStatus=', 'RestartPreventExitStatus=3'),
    ];
    expect(restartSettingsIn(files)).toEqual({
      restart: 'on-failure',
      isOneshot: true,
      prevent: { statuses: [3], signals: [] },
      force: { statuses: [], signals: [] },
      success: { statuses: [], signals: [] },
    });
  });

  it('know statuses and signals by their names', () => {
    const lists = restartSettingsIn([
      file(
        '/x/a.service',
        'SuccessExitStatus=143 SIGTERM',
        'RestartForceExitStatus=TEMPFAIL 250 SIGKILL',
        'RestartPreventExitStatus=CHDIR USR1',
      ),
    ]);
    expect(lists).toMatchObject({
      restart: 'no',
      success: { statuses: [143], signals: [15] },
      force: { statuses: [75, 250], signals: [9] },
      prevent: { statuses: [200], signals: [10] },
    });
  });

  it('are not known where a word is not, or without the fragment', () => {
    expect(restartSettingsIn([file('/x/a.service', 'SuccessExitStatus=PERHAPS')])).toBeUndefined();
    expect(restartSettingsIn([file('/x/a.service.d/a.conf', 'Restart=always')])).toBeUndefined();
    expect(restartSettingsIn([])).toBeUndefined();
  });
});
