// What an ordinary user may write: node call-start-unit.mjs UNIT asks the manager on the system bus for a start and waits for the answer.
import { Message, systemBus } from 'dbus-next';

const bus = systemBus();
const reply = await bus.call(
  new Message({
    destination: 'org.freedesktop.systemd1',
    path: '/org/freedesktop/systemd1',
    interface: 'org.freedesktop.systemd1.Manager',
    member: 'StartUnit',
    signature: 'ss',
    body: [process.argv[2], 'replace'],
  }),
);
process.stdout.write(`${String(reply?.body[0])}\n`);
bus.disconnect();
