import type { ObservationStream } from '../collect/observation-stream.ts';
import { usersOnce } from '../collect/proc/users.ts';
import { field, number } from '../model/journal-fields.ts';
import type { ObservationPayload } from '../model/observation.ts';

/** Tells whose uid it is before each entry by which a process of an ordinary user says what a user of that name asked sudo for. */
export function namingWriters(stream: ObservationStream, passwd?: string): ObservationStream {
  const userName = usersOnce(passwd);
  return {
    emit(payload, at) {
      const uid = writerOf(payload);
      if (uid !== undefined) {
        const user = userName(String(uid));
        stream.emit({ source: 'proc', kind: 'user-name', uid, ...(user === undefined ? {} : { user }) }, at);
      }
      return stream.emit(payload, at);
    },
  };
}

function writerOf(payload: ObservationPayload): number | undefined {
  if (payload.kind !== 'entry' || field(payload.fields, '_COMM') !== 'sudo') return undefined;
  const uid = number(payload.fields, '_UID');
  return uid === 0 ? undefined : uid;
}
