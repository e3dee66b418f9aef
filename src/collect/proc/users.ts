import { openDisk } from '../disk/disk.ts';

/** User names by uid; /etc/passwd is read when the first one is needed. Only that file is asked, because a lookup elsewhere could start units itself. */
export function usersOnce(path = '/etc/passwd'): (uid: string) => string | undefined {
  let users: ReadonlyMap<string, string> | undefined;
  return (uid) => {
    users ??= new Map(rowsOf(path).reverse());
    return users.get(uid);
  };
}

const MAX_BYTES = 16 * 1024 * 1024;

/** uids of people: the range that useradd(8) uses for new users. */
const PEOPLE = { least: 1000, most: 60_000 };

/** The names of the people in /etc/passwd; none when it cannot be read. */
export function peopleHere(path = '/etc/passwd'): readonly string[] {
  return rowsOf(path).flatMap(([id, name]) =>
    name !== '' && /^\d+$/.test(id) && Number(id) >= PEOPLE.least && Number(id) <= PEOPLE.most ? [name] : [],
  );
}

function rowsOf(path: string): [id: string, name: string][] {
  const read = openDisk().readText(path, { most: MAX_BYTES });
  const rows = (read?.text ?? '').split('\n');
  // A row that was cut has another id than it seems.
  if (read?.isWhole === false) rows.pop();
  return rows.flatMap((row): [string, string][] => {
    const [name, , id] = row.split(':');
    return name !== undefined && id !== undefined ? [[id, name]] : [];
  });
}
