import { describe, expect, it } from 'vitest';
import { behindEnv, interpretersOf, scriptArgument } from '../../src/systemd/interpreter.ts';

const script = (line: string): string | undefined => {
  const [program = '', ...args] = line.split(' ');
  return scriptArgument(program, args);
};

describe('the script of a command', () => {
  it.each([
    ['/usr/bin/python3 -u -W ignore /opt/x.py --port 1', '/opt/x.py'],
    ['/usr/bin/python3.11 app.py', 'app.py'],
    ['node --require ./a.js /opt/server.js', '/opt/server.js'],
    ['/usr/bin/node --env-file-if-exists config.mjs dist/main.mjs', 'dist/main.mjs'],
    ['/usr/bin/java -Xmx1g -jar /opt/app.jar -c x', '/opt/app.jar'],
    ['/bin/bash -e -o pipefail /opt/run', '/opt/run'],
    ['/usr/bin/perl -w -- /opt/x.pl', '/opt/x.pl'],
  ])('of %s', (line, found) => {
    expect(script(line)).toBe(found);
  });

  it.each([
    '/usr/bin/python3 -m http.server',
    '/usr/bin/perl -e 1 /etc/passwd',
    '/usr/bin/node --eval x',
    '/bin/sh -s /etc/passwd',
    '/usr/bin/python3 -',
    '/usr/bin/node dist/main',
    '/usr/bin/node -- dist/main',
    '/usr/bin/node --env-file-if-exists .env dist/main',
    '/usr/bin/nginx /etc/nginx.conf',
    '/usr/bin/java -cp /opt Main',
  ])('is none of %s', (line) => {
    expect(script(line)).toBeUndefined();
  });

  it('of sh -c is a plain path, and nothing that a shell would be needed for', () => {
    expect(scriptArgument('/bin/sh', ['-c', '/opt/run'])).toBe('/opt/run');
    expect(scriptArgument('/bin/sh', ['-ec', 'exec /opt/run --fast'])).toBe('/opt/run');
    for (const line of ['/opt/run || true', '/opt/$NAME', 'cd /opt; ./run', '[ -e /opt/run ]', '/opt/run > /dev/null']) {
      expect(scriptArgument('/bin/sh', ['-c', line]), line).toBeUndefined();
    }
  });
});

describe('the interpreters of a script', () => {
  it.each([
    ['/bin/sh -e', ['/bin/sh']],
    [' /usr/bin/env python3', ['/usr/bin/env', 'python3']],
    ['/usr/bin/env -S perl -w', ['/usr/bin/env', 'perl']],
    ['/usr/bin/env -Sperl', ['/usr/bin/env', 'perl']],
    ['/usr/bin/env PATH=/opt/bin tool', ['/usr/bin/env']],
    ['/bin/bash\r', ['/bin/bash\r']],
    ['', []],
  ])('of "%s"', (line, found) => {
    expect(interpretersOf(line)).toEqual(found);
  });

  it('env runs what is behind its assignments, and looks elsewhere with options of its own', () => {
    expect(behindEnv(['A=1', 'tool', '-x'])).toEqual({ program: 'tool', args: ['-x'] });
    expect(behindEnv(['--chdir=/x', 'tool'])).toBeUndefined();
  });
});
