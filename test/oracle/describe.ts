import type { TrueCause, TrueEnd, TrueRequest, TrueStart, Truth } from './truth.ts';

/** A start in a line, as `by timer a.timer` or `Wants of b.target <- b.target/start by client StartUnit`. */
export function describeStart(start: TrueStart, truth: Truth): string {
  if (start.how === 'no-job') return 'without a job';
  const text = describeRequests(start.requests, truth);
  return start.unknown === undefined ? text : `unknown: ${start.unknown}${text === '' ? '' : `; ${text}`}`;
}

/** An end in a line, as `job: by client StopUnit` or `process: main exited 3`. */
export function describeEnd(end: TrueEnd, truth: Truth): string {
  const { how } = end;
  switch (how.kind) {
    case 'job':
      return `job: ${describeRequests(end.requests, truth)}`;
    case 'process':
      return `process: ${how.process} ${how.code} ${how.signal ?? String(how.status)}`;
    case 'timeout':
      return `timeout: ${how.what}`;
    case 'unknown':
      return `unknown: ${how.reason}`;
    default:
      return how.kind;
  }
}

function describeRequests(requests: readonly TrueRequest[], truth: Truth): string {
  return requests.map((request) => describeRequest(request, truth)).join(', then ');
}

function describeRequest({ transaction: id, isAnchor, parents, type }: TrueRequest, truth: Truth): string {
  const transaction = truth.transactions[id];
  if (transaction === undefined) return 'no transaction';
  const by = `by ${describeCause(transaction.cause)}`;
  if (isAnchor) return type === 'start' || type === 'stop' ? by : `${type} ${by}`;
  const way = parents.map(({ property, unit, setting }) => {
    if (setting === 'isolate') return `isolated by ${unit}`;
    // Where the child's own file says it, as PartOf= does, the parent is what it names.
    return property === `${setting} of ${unit}` ? property : `${setting}=${unit}`;
  });
  return `${way.length === 0 ? 'no way' : way.toSorted().join(' or ')} <- ${transaction.anchor}/${transaction.type} ${by}`;
}

function describeCause(cause: TrueCause): string {
  switch (cause.kind) {
    case 'client':
      return `client ${cause.method}${cause.sender === undefined ? '' : ' on the bus'}`;
    case 'retroactive':
      return `${cause.unit} that became ${cause.became} (${cause.settings.join(', ')})`;
    case 'signal':
      return cause.signal;
    case 'unknown':
      return `unknown (${cause.reason})`;
    default:
      return 'unit' in cause && cause.unit !== undefined ? `${cause.kind} ${cause.unit}` : cause.kind;
  }
}
