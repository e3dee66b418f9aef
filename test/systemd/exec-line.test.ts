import { describe, expect, it } from 'vitest';
import { parseExecLine } from '../../src/systemd/exec-line.ts';

const argv = (value: string): string[][] => parseExecLine(value).map(({ program, args }) => [program, ...args]);

describe('a line of ExecStart=', () => {
  it('is a program and its arguments, divided by blanks', () => {
    expect(argv('/usr/bin/tool  --one\ttwo')).toEqual([['/usr/bin/tool', '--one', 'two']]);
    expect(argv('')).toEqual([]);
  });

  it.each([
    ['-/bin/tool', { prefixes: '-', ignoresFailure: true, inShell: false, program: '/bin/tool' }],
    ['+-/bin/tool', { prefixes: '+-', ignoresFailure: true, program: '/bin/tool' }],
    ['!!/bin/tool', { prefixes: '!!', ignoresFailure: false, program: '/bin/tool' }],
    [':tool', { prefixes: ':', program: 'tool' }],
    ['|echo $HOME', { prefixes: '|', inShell: true }],
  ])('takes prefixes off: %s', (value, command) => {
    expect(parseExecLine(value)).toEqual([expect.objectContaining(command)]);
  });

  it('with @ gives the first argument as argv[0], which is no argument', () => {
    expect(argv('@/bin/sh -sh -c true')).toEqual([['/bin/sh', '-c', 'true']]);
  });

  it('keeps quoted words together, also in the middle of one', () => {
    expect(argv(`/bin/sh -c "a 'b' c" 'd "e"' --name="two words"`)).toEqual([['/bin/sh', '-c', "a 'b' c", 'd "e"', '--name=two words']]);
  });

  it('reads C escapes, and leaves those it does not know', () => {
    expect(argv('/bin/echo a\\sb \\x41\\u00e9\\101 \\q "x\\"y"')).toEqual([['/bin/echo', 'a b', 'AéA', '\\q', 'x"y']]);
  });

  it('has several commands between semicolons that stand alone', () => {
    expect(argv('/bin/one a ; -/bin/two b; ; /bin/three \\; ";"')).toEqual([
      ['/bin/one', 'a'],
      ['/bin/two', 'b;'],
      ['/bin/three', ';', ';'],
    ]);
  });

  it('leaves variables and specifiers alone', () => {
    expect(argv('/bin/echo $ONE ${TWO} %n')).toEqual([['/bin/echo', '$ONE', '${TWO}', '%n']]);
  });
});
