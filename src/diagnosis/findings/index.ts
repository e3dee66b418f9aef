import type { FindingDefinition } from '../finding.ts';

/** Everything that a unit is examined for; a test holds it to FINDING_KINDS. */
export const FINDINGS: readonly FindingDefinition[] = [];
