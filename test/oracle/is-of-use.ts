/** Lines of which there are many and which the truth does not need: signals on private connections, loaded files, a manager's own accounting. */
const USELESS =
  /^(?:Sent message type=signal sender=org\.freedesktop\.systemd1 |Registering bus object|sd-bus: |Bus private-bus|unit_file_build_name_map|Linked unit file|Closing set fd|Serializing |Received serialized fd|Device allow list|Pulling in |Added job |Found redundant job |Garbage collecting job |\t\/|[^ ]*: (?:Cannot add dependency job, ignoring: |Collecting\.|Thawing unit\.|Failed to load configuration: No such file))/;

/** Whether a line may be needed. A log may be read without the others, where memory is short. */
export function isOfUse(message: string): boolean {
  return !USELESS.test(message);
}
