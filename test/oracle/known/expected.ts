/** What is true of each unit of a known story, in order, on all versions or by version. */
export type Known = Readonly<Record<string, readonly string[] | ((version: number) => readonly string[])>>;

const START = 'start: by client StartUnit';
const STOP = 'end: job: by client StopUnit';
const OVER = 'end: process: main exited 0';
/** 262's systemctl asks for several units in one call, which makes one transaction. */
const several = (version: number, verb: string): string => (version >= 262 ? 'by client EnqueueUnitJobMany' : `by client ${verb}`);
const isolated = 'end: job: isolated by iso.target <- iso.target/start by client StartUnit';
/** A setting that came with 249. */
const since249 = (version: number, lines: readonly string[]): readonly string[] => (version >= 249 ? lines : []);
export const SYSTEM: Known = {
  'tm.timer': [START, isolated],
  'tm.service': [
    'start: by timer tm.timer',
    'end: job: Requires=tm-req.service or isolated by iso.target <- iso.target/start by client StartUnit',
  ],
  'tm-want.service': ['start: Wants of tm.service <- tm.service/start by timer tm.timer', isolated],
  'tm-req.service': ['start: Requires of tm.service <- tm.service/start by timer tm.timer', isolated],
  'so.socket': [START, isolated],
  'pa.path': [START, isolated],
  'pa.service': ['start: by path pa.path', OVER],
  'srv-am.mount': ['start: by automount srv-am.automount', 'end: job: by automount-idle srv-am.automount'],
  'up.service': (version) => [START, `end: job: ${several(version, 'StopUnit')}`],
  'fa.service': [START, 'end: process: main exited 1'],
  'fh.service': ['start: by on-failure fa.service', OVER],
  'su.service': [START, OVER],
  'sh.service': (version) => since249(version, ['start: by on-success su.service', OVER]),
  'cl.service': [
    START,
    ...['RestartUnit', 'TryRestartUnit', 'Restart on the bus', 'ReloadOrRestartUnit'].flatMap((method) => [
      `end: job: restart by client ${method}`,
      `start: restart by client ${method}`,
    ]),
    'end: job: by client StopUnit on the bus',
  ],
  'un.service': ['start: Requires of uby.service <- uby.service/start by client StartUnit', 'end: job: by unneeded'],
  'uby.service': [START, STOP],
  'bt.service': ['start: BindsTo of bi.service <- bi.service/start by client StartUnit', 'end: process: main killed SIGKILL'],
  'bi.service': [START, 'end: job: by bt.service that became inactive (BindsTo)'],
  'pt.service': [START, 'end: job: restart by client RestartUnit', 'start: restart by client RestartUnit', STOP],
  'po.service': [
    'start: Wants of pt.service <- pt.service/start by client StartUnit',
    'end: job: PartOf=pt.service <- pt.service/restart by client RestartUnit',
    'start: PartOf=pt.service <- pt.service/restart by client RestartUnit',
    'end: job: PartOf=pt.service <- pt.service/stop by client StopUnit',
  ],
  'cx.service': [START, 'end: job: Conflicts of co.service <- co.service/start by client StartUnit'],
  'px.service': (version) => [
    `start: ${several(version, 'StartUnit')}`,
    version < 249 ? isolated : 'end: job: PropagatesStopTo of ps.service <- ps.service/stop by client StopUnit',
  ],
  'rm.service': [START, 'end: timeout: runtime'],
  // The third and the fourth time the start limit hits.
  'sl.service': [START, OVER, START, OVER],
  'cs.service': [],
  'mnt-x.mount': ['start: without a job', 'end: outside'],
  'rt.service': ['start: by mnt-x.mount that became active (Wants)', isolated],
  'rc.service': [START, 'end: job: by mnt-x.mount that became active (Conflicts)'],
  'mw.service': ['start: by client StartUnit, then by client StartUnit, then restart by client RestartUnit', isolated],
  'rs2.service': [
    'start: Requires of rs.target <- rs1.service/start by client StartUnit',
    'end: job: restart by client RestartUnit',
    'start: restart by client RestartUnit',
    isolated,
  ],
  'rs.target': [
    'start: Requires of rs1.service <- rs1.service/start by client StartUnit',
    'end: job: Requires=rs2.service <- rs2.service/restart by client RestartUnit',
    'start: Requires=rs2.service <- rs2.service/restart by client RestartUnit',
    'end: job: Requires=rs2.service or isolated by iso.target <- iso.target/start by client StartUnit',
  ],
  'rs1.service': [
    START,
    'end: job: Requires=rs.target <- rs2.service/restart by client RestartUnit',
    'start: Requires=rs.target <- rs2.service/restart by client RestartUnit',
    'end: job: Requires=rs.target or isolated by iso.target <- iso.target/start by client StartUnit',
  ],
  'ms1.service': [START, isolated],
  'ms2.service': [START, isolated],
  'ms3.service': [START, isolated],
  // A reload and a re-execution come while its job runs, or waits.
  'rl.service': (version) => [`start: ${several(version, 'StartUnit')}`, OVER],
  'rl2.service': (version) => [`start: ${several(version, 'StartUnit')}`, isolated],
  'ac.service': ['start: by bus-activation', 'end: timeout: start'],
  'kb.service': ['start: Requires of kbrequest.target <- kbrequest.target/start by SIGWINCH', OVER],
  'kl.service': [START, 'end: process: main killed SIGKILL'],
  'wd.service': [START, 'end: timeout: start'],
  'tr.service': ['start: by client StartTransientUnit', OVER],
  'ts.scope': ['start: by client StartTransientUnit', 'end: itself'],
  'jb.service': [START, OVER],
  'jt.service': [],
  'rq.service': [],
  'rqh.service': ['start: by on-failure rq.service', OVER],
  'vic.service': [START, isolated],
  'iso.service': ['start: Wants of iso.target <- iso.target/start by client StartUnit'],
};

export const MORE: Known = {
  'wf1.service': ['start: by on-failure wo.service', OVER],
  'wf2.service': ['start: by on-failure wo.service', OVER],
  // Markers= came with 248.
  'mk1.service': (version) => [START, ...(version < 248 ? [] : marked())],
  'mk2.service': (version) => [START, ...(version < 248 ? [] : marked())],
  'cf.service': [START, STOP],
  'sd.service': [START],
  'sw.service': [START, STOP, START],
  'ob.service': [START, STOP, 'start: restart by client RestartUnit'],
  'wdog.service': [START, 'end: timeout: watchdog'],
  'nx.service': [START, 'end: process: main exited 203'],
  'pre.service': [START, 'end: process: control exited 1'],
  'pe.path': [START, STOP],
  'inner.service': [START, OVER],
  'inner2.service': [START],
  'inner3.service': ['start: Requires of inner2.service <- inner2.service/start by client StartUnit'],
  'al.service': ['start: Wants of alw.service <- alw.service/start by client StartUnit', STOP],
  'm1.service': [START],
  'm2.service': ['start: Wants of m1.service <- m1.service/start by client StartUnit'],
  'm3.service': ['start: Wants of m2.service <- m1.service/start by client StartUnit'],
  'tg.timer': (version) => [
    `start: ${several(version, 'StartUnit')}`,
    'end: job: Triggers=tg.service <- tg.service/stop by client StopUnit',
  ],
  'rsb.service': [
    START,
    'end: job: Requisite=rsa.service <- rsa.service/restart by client RestartUnit',
    'start: Requisite=rsa.service <- rsa.service/restart by client RestartUnit',
    'end: job: Requisite=rsa.service <- rsa.service/stop by client StopUnit',
  ],
  'upb.service': (version) =>
    since249(version, [
      'start: Upholds of upa.service <- upa.service/start by client StartUnit',
      'end: process: main killed SIGKILL',
      'start: by upheld-by upa.service',
      `end: job: ${several(version, 'StopUnit')}`,
    ]),
  'hold.service': [START, 'end: job: restart by client RestartUnit', 'start: restart by client RestartUnit'],
};

export const USER: Known = {
  'default.target': [
    'start: by boot',
    'end: job: Conflicts=shutdown.target or Requires=basic.target <- exit.target/start by emergency-action ue.service',
  ],
  'ub.service': [
    'start: Wants of default.target <- default.target/start by boot',
    'end: job: Conflicts=shutdown.target or Requires=app.slice or Requires=basic.target <- exit.target/start by emergency-action ue.service',
  ],
  'ua.service': [
    START,
    'end: job: Conflicts=shutdown.target or Requires=app.slice or Requires=basic.target <- exit.target/start by emergency-action ue.service',
  ],
  'uw.service': ['start: Wants of ua.service <- ua.service/start by client StartUnit', 'end: job: by client StopUnit on the bus'],
  'ut.service': ['start: by timer ut.timer', OVER],
  'uo.service': [START, OVER],
  'uc.service': [START, 'end: process: main killed SIGTERM'],
  'ue.service': [START, OVER],
  'exit.target': ['start: by emergency-action ue.service'],
};

function marked(): readonly string[] {
  return ['end: job: restart by client EnqueueMarkedJobs on the bus', 'start: restart by client EnqueueMarkedJobs on the bus'];
}
