import type { MechanismName } from '../../src/model/mechanism.ts';
import { replay } from '../../src/session/replay/replay.ts';
import { openSessions } from '../../src/recording/recorded-session.ts';
import type { RenderOptions } from '../../src/render/renderer.ts';
import type { Timeline } from '../../src/model/timeline.ts';

/** For each mechanism a recording of the lab in which it started a unit, under fixtures/scenarios/. */
export const RECORDED: Readonly<Record<MechanismName, string>> = {
  'restart-policy': 'restart-policy/live',
  'socket-activation': 'peer-tcp/live',
  timer: 'caller-in-a-unit/live',
  path: 'path/live',
  automount: 'automount/live',
  'bus-activation': 'bus-activation/live',
  'required-by': 'required-by/live',
  'wanted-by': 'wanted-by-target/live',
  'bound-by': 'bound-by/live',
  'upheld-by': 'upheld-by-continuously/live',
  'restart-propagation': 'part-of-restart/live',
  'on-failure': 'on-failure/live',
  'on-success': 'on-success/live',
  device: 'device/live',
  boot: 'boot/back',
  signal: 'signal/live',
  'emergency-action': 'emergency-action/live',
  'client-request': 'client-sudo/live',
  'no-job': 'mount-without-a-job/live',
  unexplained: 'end-in-the-start/back',
};

/** Stories that the pictures are made of. */
export const PICTURED = { 'widget-daemon': 'widget-daemon/live', 'api-gateway': 'api-gateway/live', stack: 'stack/live' } as const;

/** The timeline of a recording under fixtures/scenarios/, as `report -n all` has it. */
export async function recordedTimeline(name: string): Promise<Timeline> {
  const path = `fixtures/scenarios/${name}.jsonl.gz`;
  const { sessions, failures } = await openSessions([path]);
  const timeline = await replay(sessions, { units: [], shownAs: path, lines: Number.POSITIVE_INFINITY });
  if (timeline === undefined) throw new Error(`${path} holds no recording: ${failures.map(({ message }) => message).join(', ')}`);
  return timeline;
}

/** The same everywhere: 100 columns, no colour, UTC beside a local zone that is another one. */
export function renderOptions({ window }: Timeline, more: Partial<RenderOptions> = {}): RenderOptions {
  return { now: window.until, columns: 100, colour: false, utc: true, all: false, quiet: false, zoneName: 'Asia/Kolkata', ...more };
}
