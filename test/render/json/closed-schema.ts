type Node = Readonly<Record<string, unknown>>;

/** The published schema, in which a member that it does not describe is an error; it itself allows for members to come. */
export function closedSchema(schema: object): object {
  const root = schema as Node & { readonly properties: Node; readonly $defs: Node };
  const defs = Object.entries(root.$defs).map(([name, definition]) => [name, opened(definition as Node, root.properties)]);
  return { ...closed({ ...root, $defs: {} }, root.properties), $defs: Object.fromEntries(defs) as Node };
}

const OF_THE_ROOT = '#/properties/';

/** What is put together of several parts is closed as a whole, where it is used. */
function closed(node: Node, rootProperties: Node): Node {
  const { $ref, ...own } = node;
  if (typeof $ref === 'string' && $ref.startsWith(OF_THE_ROOT) && 'properties' in node) {
    const extended = rootProperties[$ref.slice(OF_THE_ROOT.length)] as Node & { readonly properties: Node };
    return closed({ ...extended, properties: { ...extended.properties, ...(own['properties'] as Node) } }, rootProperties);
  }
  const inside = opened(node, rootProperties);
  return '$ref' in node || 'properties' in node || 'allOf' in node || 'oneOf' in node
    ? { ...inside, unevaluatedProperties: false }
    : inside;
}

function opened(node: Node, rootProperties: Node): Node {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inKeyword(key, value, rootProperties)]));
}

function inKeyword(key: string, value: unknown, rootProperties: Node): unknown {
  if (key === 'properties')
    return Object.fromEntries(Object.entries(value as Node).map(([name, one]) => [name, closed(one as Node, rootProperties)]));
  if (key === 'allOf' || key === 'oneOf' || key === 'anyOf') return (value as readonly Node[]).map((one) => opened(one, rootProperties));
  if ((key === 'items' || key === 'additionalProperties') && typeof value === 'object') return closed(value as Node, rootProperties);
  return value;
}
