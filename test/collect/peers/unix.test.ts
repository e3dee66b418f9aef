import { describe, expect, it } from 'vitest';
import { momentOf, unixPeers } from '../../../src/collect/peers/unix.ts';

/** /proc/net/unix of Linux 6.18: a listener, an accepted connection, a waiting one, and a waiting one whose client has gone. */
const PROC = `Num       RefCount Protocol Flags    Type St Inode Path
0000000023f0b829: 00000002 00000000 00010000 0001 01 6746580 /run/door
0000000013a76703: 00000003 00000000 00000000 0001 03 6746583 /run/door
00000000f4d3c6f2: 00000002 00000000 00000000 0001 02     0 /run/door
00000000e2a0a40f: 00000003 00000000 00000000 0001 02     0 /run/door
00000000e2a0a410: 00000003 00000000 00000000 0001 02     0 /run/door2
`;

/** `ss -xaeH` of iproute2 5.9, 6.1 and 6.15, and of 7.2, which sets its columns otherwise. */
const SS = {
  '5.9': `u_seq ESTAB  0      0                         * 6746655 * 0    <->                                               
u_str ESTAB  0      0                         * 6746651 * 0    <->                                               
u_str LISTEN 2      5                 /run/door 6746648 * 0    <-> ino:2147168 dev:0/65024 peers: 6746651 6746652
u_seq LISTEN 1      5          /run/with space 6746650 * 0    <-> ino:2147181 dev:0/65024 peers: 6746655        
u_str ESTAB  0      0                   /tmp/c1 6746652 * 0    <-> ino:2147182 dev:0/65024                       
u_str ESTAB  0      0                 /run/door 6746660 * 6746661 <->                                               
u_str ESTAB  0      0                         * 6746661 * 6746660 <->                                               
u_str LISTEN 2      5                    @absux 6746649 * 0    <-> peers: 6746653 0                              
`,
  '7.2': `u_str LISTEN 2      5                 /run/door 6746648 * 0 <-> ino:2147168 dev:0/65024 peers: 6746651 6746652
u_seq LISTEN 1      5          /run/with space 6746650 * 0 <-> ino:2147181 dev:0/65024 peers: 6746655        
u_str ESTAB  0      0                   /tmp/c1 6746652 * 0 <-> ino:2147182 dev:0/65024                       
u_str ESTAB  0      0                 /run/door 6746660 * 6746661 <->                                               
u_str LISTEN 2      5                    @absux 6746649 * 0 <-> peers: 6746653 0                              
`,
};

const nobody = { waiting: 0, accepted: new Set<number>() };

describe('/proc/net/unix', () => {
  it('tells how many wait at a path, and which connections were accepted', () => {
    expect(momentOf(PROC, '/run/door')).toEqual({ waiting: 2, accepted: new Set([6746583]) });
    expect(momentOf(PROC, '/run/doo')).toEqual(nobody);
  });
});

describe.each(Object.entries(SS))('ss of iproute2 %s', (_version, text) => {
  it('names the ends of those who wait, with the path of one that has a path', () => {
    const before = { waiting: 2, accepted: new Set([6746660]) };
    expect(unixPeers(text, '/run/door', before)).toEqual([{ inode: 6746651 }, { inode: 6746652, path: '/tmp/c1' }]);
    expect(unixPeers(text, '/run/with space', { ...nobody, waiting: 1 })).toEqual([{ inode: 6746655 }]);
  });

  it('does not name a connection that was accepted before', () => {
    const before = { waiting: 3, accepted: new Set<number>() };
    expect(unixPeers(text, '/run/door', before)).toContainEqual({ inode: 6746661, heldBy: 6746660, accepted: true });
    expect(JSON.stringify(unixPeers(text, '/run/door', { ...before, accepted: new Set([6746660]) }))).not.toContain('6746661');
  });

  it('believes nothing when a name pretends to be a second listener', () => {
    const forged = `${text}u_str LISTEN 1 5 /run/door 7 * 0 <-> peers: 4711\nu_str ESTAB 0 0 y 6746699 * 0 <->\n`;
    expect(unixPeers(forged, '/run/door', { ...nobody, waiting: 1 })).toEqual([{}]);
  });

  it('counts who has gone', () => {
    expect(unixPeers(text, '@absux', { ...nobody, waiting: 2 })).toEqual([{ inode: 6746653 }, {}]);
    expect(unixPeers(text, '/run/with space', { ...nobody, waiting: 3 })).toEqual([{ inode: 6746655 }, {}, {}]);
  });
});
