import type { Attribute, AttributeValue } from './payload.ts';

/** What an attribute can be made of; what is unknown or empty is left out. */
type Plain = string | number | bigint | boolean | readonly string[] | undefined;

/** Every attribute that a span, an event, a link or a resource can have; the names are part of the interface. */
export const ATTRIBUTE_NAMES = [
  'host.id',
  'host.name',
  'network.peer.address',
  'network.peer.port',
  'network.transport',
  'os.type',
  'process.command_line',
  'process.executable.name',
  'process.exit.code',
  'process.owner',
  'process.pid',
  'process.user.id',
  'service.instance.id',
  'service.name',
  'service.namespace',
  'systemd.boot_id',
  'systemd.end.command',
  'systemd.end.phase',
  'systemd.exit_code',
  'systemd.exit_status',
  'systemd.exit_status_name',
  'systemd.invocation_id',
  'systemd.job.id',
  'systemd.job.type',
  'systemd.journal.cursor',
  'systemd.manager',
  'systemd.result',
  'systemd.setting',
  'systemd.unit',
  'systemd.version',
  'user.id',
  'user.name',
  'whyalive.alternatives',
  'whyalive.client.bus_name',
  'whyalive.client.log',
  'whyalive.client.login_uid',
  'whyalive.client.parents',
  'whyalive.client.session',
  'whyalive.client.tty',
  'whyalive.client.unit',
  'whyalive.dead_for_usec',
  'whyalive.declared_in',
  'whyalive.end.by',
  'whyalive.end.how',
  'whyalive.end.last_lines',
  'whyalive.end.mechanism',
  'whyalive.end.strength',
  'whyalive.end.summary',
  'whyalive.from',
  'whyalive.link',
  'whyalive.mechanism',
  'whyalive.outcome',
  'whyalive.ran_for_usec',
  'whyalive.ruled_out',
  'whyalive.source',
  'whyalive.sources_lacking',
  'whyalive.strength',
  'whyalive.summary',
  'whyalive.text',
  'whyalive.to',
  'whyalive.why',
  'whyalive.would_have_told',
] as const;

/** Values by the names of their attributes. */
export type Values = Readonly<Partial<Record<(typeof ATTRIBUTE_NAMES)[number], Plain>>>;

/** Attributes of the values that are known, in the order given. */
export function attributes(values: Values): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, plain]) => {
    const value = valueOf(plain);
    return value === undefined ? [] : [{ key, value }];
  });
}

/** Elasticsearch refuses a term of more than 32766 bytes, which is the least of what stands behind collectors; a character has up to four. */
const LONGEST = 8000;

/**
 * Text from the machine as OTLP takes it: its strings must be UTF-8, so a half of a surrogate pair becomes U+FFFD, and a text that is too long for what stands
 * behind collectors is cut. All else is left as it is: JSON escapes what it has to.
 */
export function plainText(text: string, longest = LONGEST): string {
  const cut = text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
  return cut.replace(/\p{Surrogate}(?=…$)/u, '').replace(/\p{Surrogate}/gu, '\ufffd');
}

function valueOf(plain: Plain): AttributeValue | undefined {
  if (plain === undefined || plain === '') return undefined;
  if (typeof plain === 'string') return { stringValue: plainText(plain) };
  if (typeof plain === 'boolean') return { boolValue: plain };
  if (typeof plain !== 'object') return { intValue: String(plain) };
  return plain.length === 0 ? undefined : { arrayValue: { values: plain.map((text) => ({ stringValue: plainText(text) })) } };
}
