/** MESSAGE_ID values of PID 1's lines about units (sd-messages.h). */
export const MESSAGE_ID = {
  unitStarting: '7d4958e842da4a758f6c1cdc7b36dcc5',
  unitStarted: '39f53479d3a045ac8e11786248231fbf',
  unitFailed: 'be02cf6855d2428ba40df7e9d022f03d',
  unitStopping: 'de5b426a63be47a7b6ac3eaac82e2f6f',
  unitStopped: '9d1aaa27d60140bd96365438aad20286',
  unitRestartScheduled: '5eb03494b6584870a536b337290809b3',
  unitSuccess: '7ad2d189f7e94e70a38c781354912448',
  unitFailureResult: 'd9b373ed55a64feb8242e02dbe79a49c',
  unitProcessExit: '98e322203f7a4ed290d09fe03c09fe15',
  unitSkipped: '0e4284a0caca4bfc81c0bb6786972673',
  unitOutOfMemory: 'fe6faa94e7774663a0da52717891d8ef',
  unitOomdKill: 'd989611b15e44c9dbf31e3c81256e4ed',
  spawnFailed: '641257651c1b4ec9a8624d7a40a9e1e7',
  /** A line of a unit file that systemd ignored, with CONFIG_FILE= and CONFIG_LINE=. */
  invalidConfiguration: 'c772d24e9a884cbeb9ea12625c306c01',
  startupFinished: 'b07a249cd024414a82dd00cd181378ff',
  userStartupFinished: 'eed00a68ffd84e31882105fd973abdd1',
} as const;
