import { afterAll, beforeAll, expect, it } from 'vitest';
import { doesStream, FORMAT_NAMES, type OutputFormat } from '../../src/render/formats.ts';
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import { copyPackage } from './package-copy.ts';
import { pause } from './pause.ts';

const FILES = {
  '/etc/systemd/system/worker.service': '[Service]\nExecStart=/bin/sleep infinity\nRestart=on-failure\nRestartSec=300ms\n',
  '/etc/systemd/system/sweep.service': '[Unit]\nWants=worker.service\n[Service]\nType=oneshot\nExecStart=/bin/true\n',
};

/** What only a report that tells of the start by sweep.service can hold, in each format. */
const TELLS: Readonly<Record<OutputFormat, RegExp>> = {
  text: /Wants= of sweep\.service started worker\.service|sweep\.service, whose Wants= started worker\.service/,
  cat: /UTC worker\.service came back .*sweep\.service, whose Wants= started worker\.service \((stated|correlated)/,
  markdown: /^\|.*Wants=.*sweep/m,
  html: /data-mechanism="wanted-by"/,
  json: /"mechanism": ?"wanted-by"/,
  csv: /wanted-by/,
  dot: /sweep\.service/,
  timesketch: /"mechanism": ?"wanted-by"/,
  otlp: /wanted-by/,
};

describeLab('every format', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await bootLab({ root: '/', name: 'formats', package: copyPackage(), files: FILES });
    await lab.sh('systemctl start worker');
  });
  afterAll(async () => lab.close());

  it('works from watch, at its end or as it happens, and a report on what was written tells the same', { timeout: 90_000 }, async () => {
    const watches = [];
    for (const format of FORMAT_NAMES) {
      const running = lab.spawn(['whyalive', 'watch', '-o', format, '-w', `/tmp/${format}.jsonl`, 'worker']);
      watches.push({ format, running });
    }
    for (const { running } of watches) await running.waitFor(/watching worker/i, 40_000);
    await pause(4000);
    await lab.sh('systemctl stop worker; sleep 1; systemctl start sweep');
    await pause(2500);
    for (const { format, running } of watches) {
      const { status, stdout, stderr } = await running.stop('SIGINT');
      expect(status, `${format}: ${stderr}`).toBe(0);
      expect(stdout, format).toMatch(TELLS[format]);
      if (doesStream(format)) continue;
      expect(stderr, format).toMatch(/sweep\.service, whose Wants= started/);
      const report = await lab.exec(['whyalive', 'report', '-n', 'all', '-o', format, `/tmp/${format}.jsonl`]);
      if (format === 'csv' || format === 'dot' || format === 'otlp') expect(report.stdout, format).toBe(stdout);
      else expect(report.stdout, format).toMatch(TELLS[format]);
    }
  });

  it('works from looking back', { timeout: 60_000 }, async () => {
    for (const format of FORMAT_NAMES) {
      const { stdout, stderr } = await lab.exec(['whyalive', '-n', '3', '-o', format, 'worker']);
      expect(stderr, format).toBe('');
      expect(stdout, format).toMatch(TELLS[format]);
    }
  });
});
