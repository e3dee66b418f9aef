import schema from '../../src/render/json/timeline.schema.json';

/** An object of the JSON Schema: its members, and which of them must be there. */
export interface Shape {
  readonly properties: Readonly<Record<string, SchemaNode>>;
  readonly required: readonly string[];
}

/** As much of a schema as is looked at here. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly const?: string;
  readonly enum?: readonly (string | number)[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly allOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

const ROOT = schema as unknown as SchemaNode & { readonly $defs: Readonly<Record<string, SchemaNode>> };

/** Every object of the schema that names members, by its pointer, such as `/$defs/start`; the ways of a union, and what is added to a reference, in one. */
export function schemaShapes(): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  const visit = (node: SchemaNode, pointer: string): void => {
    const ways = [...(node.oneOf ?? []), ...(node.allOf ?? [])].filter(({ properties }) => properties !== undefined);
    const own = node.properties === undefined ? ways : [node];
    if (own.length > 0) shapes.set(pointer, together(own));
    for (const { properties = {} } of own) for (const [name, member] of Object.entries(properties)) visit(member, `${pointer}/${name}`);
    if (node.items !== undefined) visit(node.items, pointer);
    if (typeof node.additionalProperties === 'object') visit(node.additionalProperties, pointer);
  };
  visit(ROOT, '');
  for (const [name, node] of Object.entries(ROOT.$defs)) visit(node, `/$defs/${name}`);
  return shapes;
}

/** The values that a member can have by name; undefined where they are not fixed, or stand in a page of their own. */
export function valuesOf(node: SchemaNode): readonly string[] | undefined {
  if (node.$ref === '#/$defs/source') return valuesOf(ROOT.$defs['source'] ?? {});
  if (node.items !== undefined) return valuesOf(node.items);
  if (node.const !== undefined) return [node.const];
  return node.enum?.map(String);
}

function together(ways: readonly SchemaNode[]): Shape {
  const properties: Record<string, SchemaNode> = {};
  for (const way of ways)
    for (const [name, node] of Object.entries(way.properties ?? {})) properties[name] = merged(properties[name], node);
  const required = Object.keys(properties).filter((name) => ways.every((way) => way.required?.includes(name)));
  return { properties, required };
}

function merged(before: SchemaNode | undefined, node: SchemaNode): SchemaNode {
  if (before === undefined) return node;
  return { enum: [...new Set([...(valuesOf(before) ?? []), ...(valuesOf(node) ?? [])])] };
}
