import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeObservation } from '../../../src/recording/format.ts';
import { findingText, mendsOf } from '../../../src/render/words/finding.ts';
import type { Observation, ObservationPayload } from '../../../src/model/observation.ts';
import { buildTimeline } from '../../../src/timeline/build-timeline.ts';
import type { Finding } from '../../../src/model/timeline.ts';
import { replay } from '../../history/excerpt.ts';

/** What is found when a scenario of the lab is looked back at, with the observations changed as `change` says. */
function findings(
  scenario: string,
  units: readonly string[],
  change = (payload: ObservationPayload): ObservationPayload => payload,
): readonly Finding[] {
  const [, ...lines] = gunzipSync(readFileSync(`fixtures/scenarios/${scenario}/back.jsonl.gz`))
    .toString()
    .trim()
    .split('\n');
  const observations = lines.map((line): Observation => {
    const decoded = decodeObservation(line);
    if (!decoded.ok) throw new Error(decoded.why);
    return { ...decoded.observation, payload: change(decoded.observation.payload) };
  });
  const { history } = replay(observations);
  const asked = units.map((id) => ({ id, askedFor: id }));
  return buildTimeline(history, { version: '0.0.0', manager: 'system', units: asked, until: observations.at(-1)!.at, lines: 1 }).findings;
}

const gateway = (change?: (payload: ObservationPayload) => ObservationPayload): readonly Finding[] =>
  findings('finding-api-gateway', ['api-gateway.service'], change);

describe('the three faults of api-gateway', () => {
  it('are told at once, each with its line, what looks like it, and what mends it', () => {
    expect(gateway().map((finding) => [findingText(finding), ...mendsOf(finding)])).toEqual([
      [
        'ExecStart=/opt/gateway/bin/api-gatway.py names a program that does not exist; there is /opt/gateway/bin/api-gateway.py',
        'write /opt/gateway/bin/api-gateway.py there',
        'put the program there, or mend the line',
      ],
      ['WorkingDirectory=/srv/gatewya does not exist; there is /srv/gateway', 'write /srv/gateway there', 'mkdir -p /srv/gatewya'],
      ['User=gateway does not exist on this host; there is gatewayd', 'write gatewayd there', 'useradd --system gateway'],
    ]);
    expect(gateway().map(({ declaredIn }) => declaredIn)).toEqual(
      [4, 5, 6].map((line) => [{ path: '/etc/systemd/system/api-gateway.service', line }]),
    );
  });

  it('cite what was found on the host', () => {
    for (const { evidence } of gateway()) expect(evidence).toHaveLength(1);
  });

  it('are none when nothing was looked for, or when it could not be looked at', () => {
    const unreadable = gateway((payload) => {
      if (payload.kind === 'path-check') return { source: 'unit-files', kind: 'path-check', path: payload.path, found: 'unreadable' };
      return payload.kind === 'account-check' ? { ...payload, exists: true } : payload;
    });
    expect(unreadable).toEqual([]);
  });

  it('are none of what lies where its start mounts something that is not mounted now', () => {
    const withMount = (activeState: string) =>
      gateway((payload) => {
        if (payload.kind === 'unit-properties' && payload.unit === 'sysinit.target') {
          const properties = { ...payload.properties, Id: 'srv.mount', Names: ['srv.mount'], ActiveState: activeState };
          return { ...payload, unit: 'srv.mount', properties };
        }
        if (payload.kind !== 'unit-properties' || payload.unit !== 'api-gateway.service') return payload;
        return { ...payload, properties: { ...payload.properties, Requires: ['srv.mount', '-.mount'] } };
      }).map(({ kind }) => kind);
    expect(withMount('active')).toContain('working-directory-missing');
    expect(withMount('inactive')).toEqual(['exec-missing', 'user-missing']);
  });

  it('are none of a unit that a condition keeps down', () => {
    const kept = gateway((payload) =>
      payload.kind === 'unit-properties' ? { ...payload, properties: { ...payload.properties, ConditionResult: false } } : payload,
    );
    expect(kept).toEqual([]);
  });
});

describe('what begins with -', () => {
  const optional = (path: string): ((payload: ObservationPayload) => ObservationPayload) => {
    return (payload) =>
      payload.kind === 'unit-file' && payload.unit === 'api-gateway.service'
        ? { ...payload, path, text: payload.text.replace('ExecStart=', 'ExecStart=-').replace('WorkingDirectory=', 'WorkingDirectory=-') }
        : payload;
  };

  it('is a warning when it is the main program and an administrator wrote it, and nothing else', () => {
    const told = gateway(optional('/etc/systemd/system/api-gateway.service'));
    expect(told.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual(['user-missing error', 'exec-missing warning']);
  });

  it('is nothing when a package wrote it', () => {
    expect(gateway(optional('/usr/lib/systemd/system/api-gateway.service')).map(({ kind }) => kind)).toEqual(['user-missing']);
  });
});

describe('the words of other findings', () => {
  const WORDS: Readonly<Record<string, { readonly units: readonly string[]; readonly told: readonly string[] }>> = {
    'finding-not-executable': {
      units: ['job.service', 'tool.service'],
      told: [
        'error: ExecStart=/usr/bin/perl -w mian.pl runs a script that does not exist: /opt/job/mian.pl; there is /opt/job/main.pl',
        'error: /opt/job/tool is not executable',
      ],
    },
    'finding-interpreter-missing': {
      units: ['job.service'],
      told: [
        'error: /opt/job/first wants the interpreter /usr/bin/pearl, which does not exist; there is /usr/bin/perl',
        'warning: /opt/job/second wants the interpreter pyhton3-of-nobody, which does not exist',
      ],
    },
    'finding-environment-and-group': {
      units: ['job.service'],
      told: [
        'error: Group=deamon does not exist on this host; there is daemon',
        'error: SupplementaryGroups=nobodys-group does not exist on this host',
        'error: EnvironmentFile=/etc/job/jobb.env does not exist; there is /etc/job/job.env',
        'error: nothing matches EnvironmentFile=/etc/job/*.conf',
      ],
    },
    'finding-user-elsewhere': {
      units: ['job.service'],
      told: [
        'warning: ExecStart=-/opt/job/tool names a program that does not exist',
        'warning: User=of-the-directory is not in the files of this host, and ldap was not asked',
      ],
    },
    'finding-masked': {
      units: ['job.service', 'idle.service'],
      told: [
        'error: job.service is masked: nothing can start it, and job.path needs it',
        'info: idle.service is masked: nothing can start it',
      ],
    },
    'finding-bad-setting': {
      units: ['job.service', 'typo.service'],
      told: [
        'error: systemd does not accept the file of job.service: Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.',
        'warning: systemd passes over a line of typo.service: Failed to parse time value, ignoring: soon',
        "info: systemd passes over a line of typo.service: Unknown key 'Restrat' in section [Service], ignoring.",
      ],
    },
    'finding-changed-on-disk': {
      units: ['job.service', 'other.service'],
      told: ['warning: the file of job.service has changed on disk, and systemd still goes by the old one'],
    },
    'finding-socket-without-service': {
      units: ['widgt.socket', 'echo.socket'],
      told: ['error: widgt.socket has no service to start: widgt-daemon.service does not exist; there is widget-daemon.service'],
    },
    'finding-behind-socket': {
      units: ['door.socket'],
      told: ['error: ExecStart=/usr/local/bin/door-keeper names a program that does not exist'],
    },
    'finding-wants-missing': {
      units: ['reconcile.service', 'strict.service'],
      told: [
        'error: Requires=widgets.service names widgets.service, which does not exist; there is widget.service',
        'warning: Wants=widgt.service cron.service names widgt.service, which does not exist; there is widget.service',
        'info: Wants=of-nobody-at-all.service names of-nobody-at-all.service, which does not exist',
      ],
    },
    'finding-mended': { units: ['job.service'], told: [] },
    'finding-none-on-whole-unit': { units: ['job@run.pl.service'], told: [] },
    'finding-none-on-dynamic-user': { units: ['job.service', 'kept.service'], told: [] },
  };

  it.each(Object.entries(WORDS))('%s', (scenario, { units, told }) => {
    expect(findings(scenario, units).map((finding) => `${finding.severity}: ${findingText(finding)}`)).toEqual(told);
  });

  it('name a folder in the place of a program, and the carriage return behind an interpreter', () => {
    const told = findings('finding-not-executable', ['tool.service'], (payload) =>
      payload.kind === 'path-check' && payload.path === '/opt/job/tool'
        ? { source: 'unit-files', kind: 'path-check', path: payload.path, found: 'directory' }
        : payload,
    );
    expect(told.map((finding) => findingText(finding))).toEqual(['ExecStart=/opt/job/tool names a folder: /opt/job/tool']);
  });
});
