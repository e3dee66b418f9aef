import { defineMechanism } from '../define-mechanism.ts';
import { hostLogsBefore } from '../near-log.ts';

const ACTION_USEC = 1_000_000n;

const TARGET_OF_ACTION: readonly (readonly [RegExp, string])[] = [
  [/soft reboot/i, 'soft-reboot.target'],
  [/kexec/i, 'kexec.target'],
  [/reboot/i, 'reboot.target'],
  [/power/i, 'poweroff.target'],
  [/halt/i, 'halt.target'],
  [/exit/i, 'exit.target'],
];

/** FailureAction=, SuccessAction=, StartLimitAction= and their kin queued a shutdown target and logged why (emergency_action() in src/core/emergency-action.c). */
export const emergencyAction = defineMechanism({
  name: 'emergency-action',
  judge(activation, history) {
    const line = hostLogsBefore(history, 'emergency-action', activation, ACTION_USEC).find(
      ({ detail }) => TARGET_OF_ACTION.find(([words]) => words.test(detail.action))?.[1] === activation.unit.name,
    );
    if (line === undefined) return [];
    const { unit } = line.detail;
    return [
      {
        strength: 'stated',
        from: unit === undefined ? { kind: 'unknown' } : { kind: 'unit', unit },
        why: line.text,
        evidence: [line],
      },
    ];
  },
});
