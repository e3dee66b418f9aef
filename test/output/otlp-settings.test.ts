import { expect, it } from 'vitest';
import { otlpSettings, tellsInTheClear } from '../../src/output/otlp-settings.ts';

it.each([
  ['http://u:p@collector.example:4318/', {}, true],
  ['http://collector.example/', { OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=1' }, true],
  ['http://collector.example/', { OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'Authorization=Bearer%201' }, true],
  ['http://10.127.0.1/', { OTEL_EXPORTER_OTLP_HEADERS: 'x-token=1' }, true],
  ['http://collector.example/', { OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=1' }, false],
  ['https://u:p@collector.example/', {}, false],
  ['http://u:p@127.0.0.1:4318/', {}, false],
  ['http://u:p@[::1]:4318/', {}, false],
  ['http://u:p@localhost:4318/', {}, false],
])('credentials that go over a network unencrypted are seen: %s %j', (endpoint, env, expected) => {
  expect(tellsInTheClear(otlpSettings(new URL(endpoint), env, '0'))).toBe(expected);
});
