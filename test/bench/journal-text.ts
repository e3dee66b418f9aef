/**
 * Journal entries in the export format, for speed only: their fields, sizes and order are those of a real host's journal, but nothing here
 * happened, so no test of what the program tells may use them. Deterministic: the same text every time.
 */

/** What the generated journal holds. */
export interface JournalShape {
  readonly entries: number;
  readonly unit: string;
  readonly starts: number;
}

const BOOT_ID = '5d4b8c1e0f3a4a7c9e6b2d1f8a7c6b5e';
const MACHINE_ID = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const FIRST_REALTIME_USEC = 1_704_067_200_000_000;
const FIRST_MONOTONIC_USEC = 5_000_000;
/** One entry every 250 ms: a million of them are about three days. */
const STEP_USEC = 250_000;

const MESSAGE_IDS = {
  starting: '7d4958e842da4a758f6c1cdc7b36dcc5',
  started: '39f53479d3a045ac8e11786248231fbf',
  stopping: 'de5b426a63be47a7b6ac3eaac82e2f6f',
  stopped: '9d1aaa27d60140bd96365438aad20286',
  success: '7ad2d189f7e94e70a38c781354912448',
  processExit: '98e322203f7a4ed290d09fe03c09fe15',
  failure: 'd9b373ed55a64feb8242e02dbe79a49c',
  restart: '5eb03494b6584870a536b337290809b3',
} as const;

type Fields = Readonly<Record<string, string | number>>;

/** The entries as chunks of text, oldest first; the unit's starts are spread evenly over them. */
export function* journalText({ entries, unit, starts }: JournalShape): Generator<string> {
  const random = lehmer(20_26_11_20);
  const spacing = Math.floor(entries / starts);
  let jobId = 1000;
  let pending: Fields[] = [];
  let chunk = '';
  for (let index = 0; index < entries; index += 1) {
    if (index % spacing === spacing >> 1 && index / spacing < starts) {
      jobId += 20;
      pending = [...pending, ...startOfUnit(unit, Math.floor(index / spacing), jobId)];
    }
    const [next, ...rest] = pending;
    pending = rest;
    chunk += entryText(index, next ?? noise(random, (jobId += 1)));
    if (chunk.length > 1 << 18) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

/** Odd starts come from Restart= after a failure, even ones follow a clean stop. */
function startOfUnit(unit: string, number: number, jobId: number): readonly Fields[] {
  const before = invocation(number);
  const after = invocation(number + 1);
  const name = `Benchmark target (${unit})`;
  const own = (invocationId: string, fields: Fields): Fields => ({ ...fields, UNIT: unit, INVOCATION_ID: invocationId, ...PID_1 });
  const job = (type: string, messageId: string, result?: string): Fields => ({
    JOB_ID: jobId,
    JOB_TYPE: type,
    MESSAGE_ID: messageId,
    ...(result === undefined ? {} : { JOB_RESULT: result }),
  });
  const end =
    number % 2 === 1
      ? [
          own(before, {
            MESSAGE: `${unit}: Main process exited, code=exited, status=1/FAILURE`,
            MESSAGE_ID: MESSAGE_IDS.processExit,
            EXIT_CODE: 'exited',
            EXIT_STATUS: 1,
            COMMAND: 'ExecStart',
          }),
          own(before, { MESSAGE: `${unit}: Failed with result 'exit-code'.`, MESSAGE_ID: MESSAGE_IDS.failure, UNIT_RESULT: 'exit-code' }),
          own(before, {
            MESSAGE: `${unit}: Scheduled restart job, restart counter is at ${number}.`,
            MESSAGE_ID: MESSAGE_IDS.restart,
            N_RESTARTS: number,
            CODE_FUNC: 'service_enter_restart',
          }),
          own(before, { MESSAGE: `Stopped ${name}.`, ...job('restart', MESSAGE_IDS.stopped, 'done') }),
        ]
      : [
          own(before, { MESSAGE: `Stopping ${name}...`, ...job('stop', MESSAGE_IDS.stopping), JOB_ID: jobId - 1 }),
          own(before, { MESSAGE: `${unit}: Deactivated successfully.`, MESSAGE_ID: MESSAGE_IDS.success }),
          own(before, { MESSAGE: `Stopped ${name}.`, ...job('stop', MESSAGE_IDS.stopped, 'done'), JOB_ID: jobId - 1 }),
        ];
  return [
    ...end,
    own(after, { MESSAGE: `Starting ${name}...`, ...job('start', MESSAGE_IDS.starting) }),
    own(after, { MESSAGE: `Started ${name}.`, ...job('start', MESSAGE_IDS.started, 'done') }),
  ];
}

const PID_1: Fields = {
  PRIORITY: 6, SYSLOG_FACILITY: 3, SYSLOG_IDENTIFIER: 'systemd', TID: 1, CODE_FILE: 'src/core/job.c', CODE_LINE: 768,
  _TRANSPORT: 'journal', _PID: 1, _UID: 0, _GID: 0, _COMM: 'systemd', _EXE: '/usr/lib/systemd/systemd', _CMDLINE: '/sbin/init',
  _CAP_EFFECTIVE: '1ffffffffff', _SYSTEMD_CGROUP: '/init.scope', _SYSTEMD_UNIT: 'init.scope', _SYSTEMD_SLICE: '-.slice',
}; // prettier-ignore

/** An entry of something else: mostly what services log, every tenth one PID 1's about another unit, now and then cron. */
function noise(random: () => number, jobId: number): Fields {
  const kind = random();
  const service = `worker-${Math.floor(random() * 150)}.service`;
  if (kind < 0.1) {
    const fields = { JOB_ID: jobId, JOB_TYPE: 'start', UNIT: service, INVOCATION_ID: invocation(jobId), ...PID_1 };
    return kind < 0.05
      ? { MESSAGE: `Starting Worker ${service}...`, MESSAGE_ID: MESSAGE_IDS.starting, ...fields }
      : { MESSAGE: `Started Worker ${service}.`, MESSAGE_ID: MESSAGE_IDS.started, JOB_RESULT: 'done', ...fields };
  }
  if (kind < 0.105) return ofService('cron.service', 'cron', 700, '(root) CMD (cd / && run-parts --report /etc/cron.hourly)');
  return ofService(
    service,
    'worker',
    2000 + Math.floor(random() * 20_000),
    `request ${Math.floor(random() * 1e9).toString(36)} took ${Math.floor(random() * 900)} ms, status 200`,
  );
}

function ofService(unit: string, comm: string, pid: number, message: string): Fields {
  return {
    MESSAGE: message, PRIORITY: 6, SYSLOG_IDENTIFIER: comm, _TRANSPORT: 'stdout', _PID: pid, _UID: 0, _GID: 0, _COMM: comm, _EXE: `/usr/sbin/${comm}`,
    _CMDLINE: `/usr/sbin/${comm} -f`, _SYSTEMD_CGROUP: `/system.slice/${unit}`, _SYSTEMD_UNIT: unit, _SYSTEMD_SLICE: 'system.slice',
  }; // prettier-ignore
}

function entryText(index: number, fields: Fields): string {
  const realtime = FIRST_REALTIME_USEC + index * STEP_USEC;
  let text = `__REALTIME_TIMESTAMP=${realtime}\n__MONOTONIC_TIMESTAMP=${FIRST_MONOTONIC_USEC + index * STEP_USEC}\n_BOOT_ID=${BOOT_ID}\n`;
  text += `_MACHINE_ID=${MACHINE_ID}\n_HOSTNAME=bench\n_SOURCE_REALTIME_TIMESTAMP=${realtime - 40}\n`;
  for (const name in fields) text += `${name}=${fields[name] ?? ''}\n`;
  return `${text}\n`;
}

function invocation(number: number): string {
  return `b${(number + 1).toString(16).padStart(31, '0')}`;
}

/** Park and Miller's generator, in [0, 1). */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
