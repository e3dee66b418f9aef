import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const TEXT = readFileSync('src/recording/whyalive-record.service', 'utf8');
const settings = new Map<string, string[]>();
for (const [, name = '', value = ''] of TEXT.matchAll(/^(\w+)=(.*)$/gm)) settings.set(name, [...(settings.get(name) ?? []), value]);

it.each([
  ['CapabilityBoundingSet', 'CAP_SYS_PTRACE CAP_DAC_READ_SEARCH'],
  ['NoNewPrivileges', 'yes'],
  ['ProtectSystem', 'strict'],
  ['ProtectHome', 'read-only'],
  ['PrivateDevices', 'yes'],
  ['DevicePolicy', 'closed'],
  ['PrivateMounts', 'yes'],
  ['NoExecPaths', '/'],
  ['RestrictAddressFamilies', 'AF_UNIX AF_NETLINK'],
  ['IPAddressDeny', 'any'],
  ['UMask', '0077'],
  ['StateDirectoryMode', '0700'],
  ['LimitCORE', '0'],
  ['TasksMax', '64'],
  ['StartLimitBurst', '60'],
  // Off, or it would record what is hidden from it as missing, and would not see who connects.
  ['PrivateTmp', 'no'],
  ['PrivateNetwork', 'no'],
  ['ProcSubset', 'all'],
])('%s of the black box is %s', (name, value) => {
  expect(settings.get(name)).toEqual([value]);
});

it('what the manual promises of its size is what it is given', () => {
  const [command = ''] = settings.get('ExecStart') ?? [];
  const [, size, files] = /--max-size=(\d+)M --max-files=(\d+)/.exec(command) ?? [];
  const promised = `${String(Number(size) * Number(files))} MiB`;
  for (const file of ['SECURITY.md', 'man/whyalive.1']) expect(readFileSync(file, 'utf8')).toContain(`${promised} at most`);
  expect(TEXT).toContain(`at most ${promised}`);
});
