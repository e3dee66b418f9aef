import { OWN_WORDS } from './known/words.ts';
import { PROGRAMS } from './known/programs.ts';
import { SETTINGS } from './known/settings.ts';
import { PLACES } from './known/places.ts';
import { methodsWhere } from '../../systemd/client-commands.ts';
import { KEPT_MANAGER_PROPERTIES, KEPT_PROPERTIES } from '../../systemd/kept-properties.ts';

const METHODS: ReadonlySet<string> = new Set(methodsWhere(() => true));
/** Signals and parts of interfaces that are written as one word. */
const BUS_WORDS = new Set(
  'JobNew JobRemoved UnitNew UnitRemoved UnitFilesChanged PropertiesChanged StartupFinished Reloading GetAll NameOwnerChanged NoReply AccessDenied PolicyKit1 NetworkManager OnActiveUSec OnBootUSec OnStartupUSec OnUnitActiveUSec OnUnitInactiveUSec SequentialPacket MessageQueue USBFunction aG'.split(
    ' ',
  ),
);
/** As systemd writes numbers of the manager's environment, signals and exit statuses. */
const CODES =
  /^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR[12]|SEGV|PIPE|ALRM|TERM|STKFLT|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|PWR|SYS|RTMIN|RTMAX)$|^(?:SUCCESS|FAILURE|INVALIDARGUMENT|NOTIMPLEMENTED|NOPERMISSION|NOTINSTALLED|NOTCONFIGURED|NOTRUNNING|CHDIR|NICE|FDS|EXEC|MEMORY|LIMITS|OOM_ADJUST|SIGNAL_MASK|STDIN|STDOUT|STDERR|CHROOT|IOPRIO|TIMERSLACK|SECUREBITS|SETSCHEDULER|CPUAFFINITY|GROUP|USER|CAPABILITIES|CGROUP|SETSID|CONFIRM|PAM|NETWORK|NAMESPACE|NO_NEW_PRIVILEGES|SECCOMP|SELINUX_CONTEXT|PERSONALITY|APPARMOR_PROFILE|ADDRESS_FAMILIES|RUNTIME_DIRECTORY|CHOWN|SMACK_PROCESS_LABEL|KEYRING|STATE_DIRECTORY|CACHE_DIRECTORY|LOGS_DIRECTORY|CONFIGURATION_DIRECTORY|NUMA_POLICY|CREDENTIALS|BPF|MAINPID|SERVICE_RESULT)$/;
const CASED = /^(?:[a-z_\d]+|[A-Z][a-z_\d]*|[A-Z_\d]+)$/;

/** Longer words are put together of more than a few, and are looked up whole alone. */
const MAX_COMPOUND = 80;

/** Whether a word is systemd's, this program's, or of the lines that say who asked, also where it is put together of such words: `exit-code`. */
export function isOwnWord(word: string): boolean {
  if (isOne(word)) return true;
  if (word.length > MAX_COMPOUND || !/[-_.]/.test(word)) return false;
  return word.split(/[-_.]/).every((part) => isOne(part) || /^\d$/.test(part));
}

function isOne(word: string): boolean {
  if (word.length > MAX_COMPOUND) return false;
  if (OWN_WORDS.has(word) || METHODS.has(word) || BUS_WORDS.has(word)) return true;
  if (SETTINGS.has(word) || KEPT_PROPERTIES.has(word) || KEPT_MANAGER_PROPERTIES.has(word) || CODES.test(word)) return true;
  return CASED.test(word) && OWN_WORDS.has(word.toLowerCase());
}

/** Whether a word is the name of a program that distributions have, with a version or not. */
export function isProgramName(word: string): boolean {
  return word.length <= MAX_COMPOUND && (PROGRAMS.has(word) || /^(?:python|perl|php|ruby|lua|nodejs)\d{1,2}(?:\.\d{1,2}){0,2}$/.test(word));
}

/** Whether it is a setting of unit files. */
export function isSetting(name: string): boolean {
  return SETTINGS.has(name);
}

/** Whether a part of a path is one that every host has. */
export function isPlace(part: string): boolean {
  return PLACES.has(part);
}
