import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import lock from '../../package-lock.json' with { type: 'json' };
import reviewed from '../../scripts/bundled-packages.json' with { type: 'json' };
import { requireReviewed } from '../../scripts/build-licenses.mjs';

// What `npm test` has built.
const DIST = new URL('../../dist/', import.meta.url);

const shipped = readFileSync(new URL('third-party-licenses.txt', DIST), 'utf8')
  .split('\n-----', 1)[0]
  ?.matchAll(/^ {2}(\S+) (\S+) \(/gm);

test('what is bundled is what was reviewed, in that version, and nothing is on the list that is not bundled', () => {
  expect(Object.fromEntries([...(shipped ?? [])].map(([, name = '', version]) => [name, version]))).toEqual(reviewed);
  const locked = Object.keys(reviewed).map((name) => [
    name,
    (lock.packages as Record<string, { readonly version?: string }>)[`node_modules/${name}`]?.version,
  ]);
  expect(Object.fromEntries(locked)).toEqual(reviewed);
});

test('a package, or a version, that nobody reviewed is not bundled', () => {
  const metafile = (...paths: string[]) => ({ outputs: { a: { inputs: Object.fromEntries(paths.map((path) => [path, {}])) } } });
  const root = new URL('../../', import.meta.url).pathname;
  expect(() => requireReviewed(metafile('src/cli.ts', 'node_modules/commander/index.js'), root)).not.toThrow();
  expect(() => requireReviewed(metafile('node_modules/vitest/x.js', 'node_modules/ajv/y.js'), root)).toThrow(
    /vitest .*, ajv .* not on the reviewed list/,
  );
});

test('no XML parser ships, nor the streams of dbus-next that nothing uses', () => {
  const programs = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.mjs'));
  const held = programs.filter((path) =>
    /^\/\/ (?:.*\/)?node_modules\/(?:xml2js|sax|xmlbuilder|event-stream|map-stream)\//m.test(readFileSync(new URL(path, DIST), 'utf8')),
  );
  expect(held).toEqual([]);
});

test('dbus-next asks for what was left out where nothing that is used here comes', () => {
  const folder = createRequire(import.meta.url)
    .resolve('dbus-next')
    .replace(/index\.js$/, 'lib');
  const uses = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .flatMap((path) =>
      [...readFileSync(`${folder}/${path}`, 'utf8').matchAll(/xml2js\.\w+|_builder\.\w+|_parser\.\w+|eventStream\.\w+/g)].map(
        ([use]) => `${path}: ${use}`,
      ),
    );
  expect([...new Set(uses)].sort()).toEqual([
    'bus.js: _builder.buildObject',
    'bus.js: xml2js.Builder',
    'client/proxy-object.js: _parser.parseString',
    'client/proxy-object.js: xml2js.Parser',
    'connection.js: eventStream.duplex',
    'connection.js: eventStream.emit',
  ]);
});
