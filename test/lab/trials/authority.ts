// In place of polkit, which the roots of the lab do not have: says yes to all that it is asked.
import { Message, systemBus } from 'dbus-next';

const bus = systemBus();
const answer = (call: Message): boolean => {
  if (call.member !== 'CheckAuthorization') return false;
  bus.send(Message.newMethodReturn(call, '(bba{ss})', [[true, false, {}]]));
  return true;
};
bus.addMethodHandler(answer);
await bus.requestName('org.freedesktop.PolicyKit1', 0);
