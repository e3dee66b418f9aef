import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import schema from '../../src/render/json/timeline.schema.json' with { type: 'json' };
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import type { LabProcess, LabProcessOptions } from './lab-process.ts';
import { copyPackage } from './package-copy.ts';

const SLEEP = '[Service]\nExecStart=/bin/sleep infinity\n';
const UNITS = {
  'widget.service': SLEEP,
  'widget.socket': '[Socket]\nListenStream=/run/widget.sock\n',
  'worker.service': SLEEP,
  'reconcile.service': '[Unit]\nWants=worker.service\n[Service]\nType=oneshot\nExecStart=/bin/true\n',
  'reconcile.timer': '[Timer]\nOnActiveSec=2s\nOnUnitActiveSec=2s\nAccuracySec=10ms\n',
  'crash.service':
    "[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c 'sleep 0.3; exit 3'\nRestart=always\nRestartSec=200ms\n",
  'slow.service': `${SLEEP}ExecStop=/bin/sleep 1\n`,
  'guarded.service': `[Unit]\nConditionPathExists=/run/never\n${SLEEP}`,
  'pool@.service': SLEEP,
};

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
ajv.addSchema(schema);

interface Document {
  readonly outcome: string;
  readonly unit: string;
  readonly start?: {
    readonly mechanism: string;
    readonly strength: string;
    readonly chain: readonly { readonly from: Record<string, unknown> }[];
  };
  readonly stopped: readonly string[];
  readonly keepDown: { readonly untilReboot: readonly string[] };
  readonly suspects: readonly { readonly from: Record<string, unknown>; readonly armed?: boolean }[];
  readonly gaps: readonly unknown[];
}

describeLab('whyalive catch', () => {
  let lab: Lab;
  beforeAll(async () => {
    const files = Object.fromEntries(Object.entries(UNITS).map(([name, text]) => [`/etc/systemd/system/${name}`, text]));
    const user = { '/etc/systemd/user/mine.service': SLEEP };
    lab = await bootLab({ root: '/', name: 'catch', package: copyPackage(), files: { ...files, ...user } });
    await lab.addAlice();
  });
  afterAll(async () => lab.close());

  /** Begins to catch, and gives it when it waits. */
  async function begin(words: string, options: LabProcessOptions = {}): Promise<LabProcess> {
    const running = lab.spawn(['whyalive', 'catch', '-o', 'json', ...words.split(' ')], options);
    await running.waitFor(/waiting for .*Ctrl-C ends/);
    return running;
  }

  async function told(running: LabProcess): Promise<Document & { readonly status: number; readonly stderr: string }> {
    const { stdout, stderr, status } = await running.ended;
    expect(stdout, stderr).not.toBe('');
    const document = JSON.parse(stdout) as Document;
    expect(ajv.validate(`${schema.$id}#/$defs/catch`, document), JSON.stringify(ajv.errors)).toBe(true);
    return { ...document, status, stderr };
  }

  it('tells who brings a unit back that it stopped, and the command that it gives keeps it down', async () => {
    await lab.sh('systemctl start worker; systemctl start reconcile.timer');
    const first = await told(await begin('worker --stop --timeout 20s'));
    expect(first).toMatchObject({
      status: 0,
      outcome: 'started',
      stopped: ['worker.service'],
      start: { mechanism: 'wanted-by', strength: 'stated' },
    });
    expect(first.start?.chain[0]?.from).toEqual({ kind: 'unit', unit: 'reconcile.timer' });
    expect(first.keepDown.untilReboot).toEqual(['systemctl stop reconcile.timer worker.service']);
    await lab.sh(first.keepDown.untilReboot.join('\n'));
    const second = await told(await begin('worker --timeout 3s'));
    expect(second).toMatchObject({ status: 3, outcome: 'timeout', stopped: [] });
  });

  it('names a socket that is armed, and stops it first when told to', async () => {
    await lab.sh('systemctl start widget.socket; systemctl start widget.service');
    const armed = await told(await begin('widget --stop --timeout 1s'));
    expect(armed).toMatchObject({ status: 3, outcome: 'timeout', stopped: ['widget.service'] });
    expect(armed.suspects).toContainEqual(expect.objectContaining({ from: { kind: 'unit', unit: 'widget.socket' }, armed: true }));
    const waiting = await begin('widget --timeout 10s');
    await lab.exec(['perl', '-MIO::Socket::UNIX', '-e', 'IO::Socket::UNIX->new(Peer => "/run/widget.sock") or die']);
    expect(await told(waiting)).toMatchObject({ status: 0, start: { mechanism: 'socket-activation' } });
    const both = await told(await begin('widget --stop --with-triggers --timeout 1s'));
    expect(both).toMatchObject({ status: 3, stopped: ['widget.socket', 'widget.service'] });
    expect(await lab.sh('systemctl is-active widget.socket widget.service || true')).toBe('inactive\ninactive\n');
  });

  it('waits for the next start of a unit that runs, and tells a crash loop', async () => {
    await lab.sh('systemctl start crash');
    const caught = await told(await begin('crash --timeout 10s'));
    expect(caught).toMatchObject({ status: 0, start: { mechanism: 'restart-policy', strength: 'stated' } });
    const stopped = await told(await begin('crash --stop --timeout 1s'));
    expect(stopped).toMatchObject({ status: 3, outcome: 'timeout' });
  });

  it('counts a start during the stop, and never takes its own stop for the cause', async () => {
    await lab.sh('systemctl start slow');
    const running = lab.spawn(['whyalive', 'catch', '-o', 'json', '--stop', '--timeout', '20s', 'slow']);
    await lab.sh(
      'for i in $(seq 400); do systemctl is-active slow | grep -q deactivating && break; sleep 0.02; done; systemctl start slow',
    );
    const caught = await told(running);
    expect(caught).toMatchObject({ status: 0, outcome: 'started', start: { mechanism: 'client-request' } });
    expect(JSON.stringify(caught.start?.chain)).not.toMatch(/systemctl stop|whyalive/);
  });

  it('takes a job without an invocation for no start', async () => {
    const waiting = await begin('guarded --timeout 2s');
    await lab.sh('systemctl start guarded');
    expect(await told(waiting)).toMatchObject({ status: 3, outcome: 'timeout', events: [{ kind: 'skipped' }] });
  });

  it('catches an instance of a template, and says which', async () => {
    const waiting = await begin('pool@ --timeout 10s');
    await lab.sh('systemctl start pool@7');
    expect(await told(waiting)).toMatchObject({ status: 0, unit: 'pool@7.service', start: { mechanism: 'client-request' } });
  });

  it('goes on when the manager re-executes itself, and says what was not seen', async () => {
    const waiting = await begin('worker --timeout 20s');
    await lab.sh('systemctl daemon-reexec; systemctl is-system-running --wait >/dev/null || true');
    await waiting.waitFor(/not seen since/);
    await lab.sh('systemctl start worker');
    const caught = await told(waiting);
    expect(caught).toMatchObject({ status: 0, start: { mechanism: 'client-request' } });
    expect(caught.gaps).toHaveLength(1);
  });

  it('says so when it is interrupted', async () => {
    const waiting = await begin('pool@1');
    await waiting.stop('SIGINT');
    expect(await told(waiting)).toMatchObject({ status: 3, outcome: 'interrupted' });
  });

  it('waits for a unit that is not there, and says which is like it; looking back is what ends with 4', async () => {
    const waiting = await begin('--stop --timeout 30s widgte');
    await lab.sh('systemd-run --unit=widgte sleep 0.2');
    const caught = await told(waiting);
    expect(caught).toMatchObject({ status: 0, unit: 'widgte.service', stopped: [], start: { mechanism: 'client-request' } });
    expect(caught.stderr).toMatch(
      /^whyalive: there is no unit widgte\.service now \(widget\.service is there\); its starts are told when it comes$/m,
    );
    const unknown = await lab.exec(['whyalive', 'wigdet'], { allowFailure: true });
    expect(unknown).toMatchObject({ status: 4, stdout: '' });
    expect(unknown.stderr).toMatch(/did you mean widget\.service\?/);
  });

  it('fails with one sentence where it may not stop the unit', async () => {
    await lab.sh('systemctl start widget');
    const denied = await lab.exec(['whyalive', 'catch', '--stop', 'widget'], { user: 'alice', allowFailure: true });
    expect(denied.status).toBe(1);
    expect(denied.stderr.trimEnd().split('\n').at(-1)).toMatch(/^whyalive: systemctl could not stop widget\.service: .*; run it as root/);
    expect(await lab.sh('systemctl is-active widget')).toBe('active\n');
  });

  it("stops and catches a unit of a user's own manager", async () => {
    await lab.sh('systemctl --user start mine', 'alice');
    const waiting = await begin('--user --stop mine --timeout 20s', { user: 'alice' });
    await lab.sh('systemctl --user start mine', 'alice');
    const caught = await told(waiting);
    expect(caught).toMatchObject({ status: 0, stopped: ['mine.service'], start: { mechanism: 'client-request' } });
  });
});
