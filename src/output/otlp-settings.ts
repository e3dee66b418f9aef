import { validateHeaderName, validateHeaderValue } from 'node:http';
import { KnownError } from '../errors.ts';

/** Where and how traces are posted. */
export interface OtlpSettings {
  /** Without credentials. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** How long a request may take. */
  readonly timeoutMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What an endpoint and OpenTelemetry's variables say (OpenTelemetry Protocol Exporter, "Configuration Options"). An endpoint without a path gets /v1/traces, and
 * another one is taken as it is; credentials in it become basic authentication. Throws KnownError for a variable that cannot be read; values are never shown, as
 * they may be secret.
 */
export function otlpSettings(endpoint: URL, env: Environment, version: string): OtlpSettings {
  const url = new URL(endpoint);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (url.pathname === '' || url.pathname === '/') url.pathname = '/v1/traces';
  return {
    url,
    headers: {
      'user-agent': `whyalive/${version}`,
      ...headersOf('OTEL_EXPORTER_OTLP_HEADERS', env),
      ...headersOf('OTEL_EXPORTER_OTLP_TRACES_HEADERS', env),
      ...(username === '' && password === '' ? {} : { authorization: basic(username, password) }),
      accept: 'application/json',
      'content-type': 'application/json',
    },
    timeoutMs: timeoutOf('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', env) ?? timeoutOf('OTEL_EXPORTER_OTLP_TIMEOUT', env) ?? 10_000,
  };
}

/** Headers that hold what is secret. */
const SECRET = /auth|key|token|secret|cookie|password/i;
/** This host, to which nothing goes over a network. */
const HERE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** Whether credentials are sent over a network unencrypted. */
export function tellsInTheClear({ url, headers }: Pick<OtlpSettings, 'url' | 'headers'>): boolean {
  return url.protocol === 'http:' && !HERE.test(url.hostname) && Object.keys(headers).some((name) => SECRET.test(name));
}

/** Headers that belong to the connection, and are not the environment's to set. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set(['connection', 'content-length', 'host', 'transfer-encoding', 'expect', 'upgrade']);

function headersOf(variable: string, env: Environment): Readonly<Record<string, string>> {
  const pairs = (env[variable] ?? '').split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair, index) => {
      const [name = '', ...rest] = pair.split('=');
      const header = name.trim().toLowerCase();
      const value = decoded(rest.join('=').trim());
      if (rest.length === 0 || !isHeader(header, value) || OF_THE_CONNECTION.has(header))
        throw new KnownError(
          `${variable} cannot be read: its entry ${index + 1} is no header; give name=value, several separated by commas, with blanks and commas in values as %20 and %2C`,
        );
      return [header, value];
    }),
  );
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function timeoutOf(variable: string, env: Environment): number | undefined {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return undefined;
  const ms = Number(text);
  if (Number.isInteger(ms) && ms > 0 && ms <= MAX_TIMEOUT) return ms;
  throw new KnownError(`${variable} is no time: give a number of milliseconds, as in 10000`);
}

/** What a timer of Node's can wait. */
const MAX_TIMEOUT = 0x7fffffff;

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

/** Percent-decoded, as far as it is encoded. */
function decoded(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}
