import type { Cause, Declaration, Evidence, EvidenceId, Link } from '../../model/timeline.ts';
import { causeWords, isClient } from '../words/cause.ts';
import { WORDING } from '../words/phrases.ts';
import { attributes, plainText, type Values } from './attribute.ts';
import type { Attribute, SpanEvent } from './payload.ts';
import type { Instant } from '../../model/instant.ts';

/** What a hop says, as attributes of its span. */
export function hopAttributes(link: Link): readonly Attribute[] {
  const { mechanism, strength, from, to, setting, why, declaredIn } = link;
  return attributes({
    'whyalive.mechanism': mechanism,
    'whyalive.strength': strength,
    'whyalive.summary': WORDING[mechanism].clause(link),
    'whyalive.from': causeWords(from),
    'whyalive.to': to,
    'whyalive.why': why,
    'whyalive.declared_in': declaredIn.map(placeOf),
    'systemd.setting': setting,
    ...peerAttributes(from),
    ...clientAttributes(from),
  });
}

/** The facts that are cited, each at its time, earliest first. */
export function evidenceEvents(
  ids: readonly EvidenceId[],
  evidence: Readonly<Record<EvidenceId, Evidence>>,
  nanoOf: (at: Instant) => bigint,
): readonly SpanEvent[] {
  return ids
    .flatMap((id) => evidence[id] ?? [])
    .map((fact) => ({ nano: nanoOf(fact.at), fact }))
    .sort((a, b) => (a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0))
    .map(({ nano, fact: { source, text, cursor } }) => ({
      timeUnixNano: String(nano),
      name: text === '' ? source : plainText(text, MAX_NAME_LENGTH),
      attributes: attributes({ 'whyalive.source': source, 'whyalive.text': text, 'systemd.journal.cursor': cursor }),
    }));
}

/** A name is shown in one line. */
const MAX_NAME_LENGTH = 200;

function placeOf({ path, line, package: owner }: Declaration): string {
  return `${path}${line === undefined ? '' : `:${line}`}${owner === undefined ? '' : ` (package ${owner})`}`;
}

function peerAttributes(cause: Cause): Values {
  if (cause.kind !== 'peer') return {};
  const { protocol, address, port, path } = cause;
  return { 'network.transport': protocol, 'network.peer.address': address ?? path, 'network.peer.port': port };
}

/** Who asked; its process stands in the resource. */
function clientAttributes(cause: Cause): Values {
  if (!isClient(cause)) return {};
  const { unit, user, uid, loginUid, session, tty, parents, log, busName } = cause;
  return {
    'user.name': user,
    'user.id': uid === undefined ? undefined : String(uid),
    'whyalive.client.unit': unit,
    'whyalive.client.login_uid': loginUid,
    'whyalive.client.session': session,
    'whyalive.client.tty': tty,
    'whyalive.client.parents': parents,
    'whyalive.client.log': log,
    'whyalive.client.bus_name': busName,
  };
}
