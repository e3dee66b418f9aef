// Packages that dbus-next asks for, for what is never used here: objects made of a bus's XML, and buses reached through a program. What stands in their place throws when it is used.
const PLACEHOLDERS = {
  xml2js: `
    const refuse = () => { throw new Error('introspection is left out of this bundle'); };
    // dbus-next makes a Builder for each connection, and uses it where it answers Introspect, which is never asked of it here.
    exports.Builder = class { buildObject() { refuse(); } };
    exports.Parser = class { parseString() { refuse(); } };
  `,
  'event-stream': `throw new Error('buses that are reached through a program are left out of this bundle');`,
};

/** A plugin of esbuild's that leaves these packages, and all that hangs on them, out of the bundle. */
export const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onResolve({ filter: /^(?:xml2js|event-stream)$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: PLACEHOLDERS[path], loader: 'js' }));
  },
};
