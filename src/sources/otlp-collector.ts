/** Posts OTLP/JSON to a collector; being written. */
export async function postTraces(_endpoint: URL, _body: string, _env: Readonly<Record<string, string | undefined>>): Promise<string> {
  return Promise.reject(new Error('being written'));
}
