import type { Count, JsonEvidence, JsonMechanism, JsonStart, JsonTime, JsonTimeline, JsonUsec, Positive, Text } from './document.ts';

/**
 * What overview -o json prints
 *
 * @additionalProperties false
 */
export interface JsonOverview {
  readonly schema: JsonTimeline['schema'];
  readonly kind: 'overview';
  readonly generator: JsonTimeline['generator'];
  readonly host: JsonTimeline['host'];
  readonly manager: JsonTimeline['manager'];
  readonly window: JsonTimeline['window'];
  readonly sources: JsonTimeline['sources'];
  /**
   * Over all rows of the types that are told of, shown or not
   *
   * @additionalProperties false
   */
  readonly totals: { readonly rows: Count; readonly starts: Count; readonly failures: Count; readonly loops: Count };
  /** Loops first, then by number of starts */
  readonly rows: readonly JsonOverviewRow[];
  /** @additionalProperties false */
  readonly notShown: {
    readonly rows: Count;
    readonly starts: Count;
    /**
     * Units that are no services; counted in with -a
     *
     * @additionalProperties false
     */
    readonly otherTypes: { readonly rows: Count; readonly starts: Count; readonly types: readonly Text[] };
  };
  readonly evidence: JsonEvidence;
  readonly gaps: JsonTimeline['gaps'];
}

/**
 * A unit of the host, in overview
 *
 * @additionalProperties false
 */
export interface JsonOverviewRow {
  /** A unit, or the pattern of several that share a row: run-*.service, sshd@.service */
  readonly unit: Text;
  /** Of a pattern, the unit that started last */
  readonly lastUnit?: Text;
  readonly description?: Text;
  readonly activeState?: Text;
  readonly starts: Count;
  readonly first?: JsonTime;
  readonly last?: JsonTime;
  /**
   * What the starts came from as far as it is known: the lines about restart jobs are counted, and of the others the last start alone is attributed
   */
  readonly by: readonly OverviewCause[];
  /**
   * The starts of which nothing is claimed; so many of them came while the manager started up
   *
   * @additionalProperties false
   */
  readonly notLookedAt: {
    readonly starts: Count;
    readonly duringStartup: Count;
    /** What can start the unit by its settings; no more is known of these starts */
    readonly perhaps: readonly JsonMechanism[];
  };
  /**
   * The longest series in which it came back soon after a failure, or by its Restart=
   *
   * @additionalProperties false
   */
  readonly loop?: {
    /** @minimum 2 */
    readonly starts: number;
    readonly since: JsonTime;
    readonly until: JsonTime;
    readonly failures: Count;
    readonly paceUsec: JsonUsec;
    readonly goesOn: boolean;
  };
  readonly failures: Count;
  readonly results: readonly OverviewResult[];
  readonly lastResult?: Text;
  readonly lastFailedAt?: JsonTime;
  readonly lastStart?: JsonStart;
  readonly findings: readonly OverviewFinding[];
}

/** @additionalProperties false */
interface OverviewCause {
  readonly mechanism: JsonMechanism;
  readonly starts: Positive;
}

/** @additionalProperties false */
interface OverviewResult {
  readonly result: Text;
  readonly count: Positive;
}

/** @additionalProperties false */
interface OverviewFinding {
  readonly kind: JsonTimeline['findings'][number]['kind'];
  readonly severity: JsonTimeline['findings'][number]['severity'];
  readonly count: Positive;
}
