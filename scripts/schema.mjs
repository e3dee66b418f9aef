// npm run schema: writes src/render/json/timeline.schema.json from the types beside it, to be read and committed. No test writes it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const TYPES = [at('src/render/json/document.ts'), at('src/render/json/overview-document.ts')];
const SCHEMA = at('src/render/json/timeline.schema.json');
const ROOT = 'JsonTimeline';

/** The whole schema as text. */
export async function schemaText() {
  const program = ts.createProgram(TYPES, { allowImportingTsExtensions: true, noEmit: true, noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const published = TYPES.flatMap((path) => program.getSourceFile(path).statements).filter(isPublished);
  const root = published.find(({ name }) => name.text === ROOT);
  const { title, description, ...members } = schemaOf(root, checker);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: members.properties.schema.const,
    title,
    description,
    ...members,
    $defs: Object.fromEntries(published.filter((one) => one !== root).map((one) => [defName(one), schemaOf(one, checker)])),
  };
  return format(JSON.stringify(schema, undefined, 2), { ...(await resolveConfig(SCHEMA)), parser: 'json' });
}

const isPublished = (one) =>
  (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) &&
  TYPES.includes(one.getSourceFile().fileName) &&
  one.name.text.startsWith('Json');
/** `JsonHostName` stands in $defs as `hostName`. */
const defName = ({ name }) => name.text.replace(/^Json(.)/, (_, first) => first.toLowerCase());

/** An interface, a type alias or a member: what its type gives, with its own comment and tags. */
function schemaOf(declaration, checker) {
  const node = ts.isInterfaceDeclaration(declaration)
    ? objectOf(membersOf(declaration, checker), checker)
    : typeOf(declaration.type, checker);
  const { $ref, type, ...rest } = node;
  const own = { ...noted(declaration), type, ...tagged(declaration) };
  return { $ref, ...own, ...rest, ...own };
}

/** The comment above a declaration. */
function noted(declaration) {
  const text = ts.getTextOfJSDocComment(declaration.jsDoc?.at(-1)?.comment);
  return text === undefined ? {} : { description: text.replaceAll(/\s*\n\s*/g, ' ').trim() };
}

/** `@minimum 0`, `@pattern ^\d+$`, `@title …`: keywords of JSON Schema with their values. */
function tagged(declaration) {
  return Object.fromEntries(
    ts.getJSDocTags(declaration).map(({ tagName, comment }) => {
      const text = ts.getTextOfJSDocComment(comment) ?? '';
      return [tagName.text, /^(?:\d+|true|false)$/.test(text) ? JSON.parse(text) : text];
    }),
  );
}

/** Its own members, then those that it extends. */
function membersOf(declaration, checker) {
  const parents = (declaration.heritageClauses ?? []).flatMap(({ types }) => types);
  return [...declaration.members, ...parents.flatMap(({ expression }) => membersOf(declarationOf(expression, checker), checker))];
}

function objectOf(members, checker) {
  return {
    type: 'object',
    required: members.filter(({ questionToken }) => questionToken === undefined).map(({ name }) => name.text),
    properties: Object.fromEntries(members.map((member) => [member.name.text, schemaOf(member, checker)])),
  };
}

function typeOf(type, checker) {
  if (ts.isParenthesizedTypeNode(type)) return typeOf(type.type, checker);
  const values = valuesOf(type, checker);
  if (values !== undefined) return values.length === 1 ? { const: values[0] } : { enum: values };
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'integer' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    case ts.SyntaxKind.ObjectKeyword:
      return { type: 'object' };
    case ts.SyntaxKind.TypeOperator: // readonly
      return typeOf(type.type, checker);
    case ts.SyntaxKind.ArrayType:
      return { type: 'array', items: typeOf(type.elementType, checker) };
    case ts.SyntaxKind.TypeLiteral:
      return objectOf(type.members, checker);
    case ts.SyntaxKind.IntersectionType: {
      const parts = type.types.map((one) => typeOf(one, checker));
      return parts.some(({ $ref }) => $ref?.startsWith('#/$defs/')) ? { allOf: parts } : Object.assign({}, ...parts);
    }
    case ts.SyntaxKind.UnionType: {
      const ways = type.types.map((one) => typeOf(one, checker));
      // Objects are told apart by a member; names may stand in two lists.
      return ways.every((way) => way.type === 'object') ? { oneOf: ways } : { anyOf: ways };
    }
    case ts.SyntaxKind.IndexedAccessType:
      return { $ref: pointerOf(type) };
    case ts.SyntaxKind.TypeReference:
      return referenceOf(type, checker);
    default:
      throw new Error(`schema: no rule for ${ts.SyntaxKind[type.kind]} \`${type.getText()}\``);
  }
}

function referenceOf(type, checker) {
  const name = type.typeName.text;
  if (name === 'Readonly') return typeOf(type.typeArguments[0], checker);
  if (name === 'Record') return { type: 'object', additionalProperties: typeOf(type.typeArguments[1], checker) };
  const declaration = declarationOf(type.typeName, checker);
  return isPublished(declaration) ? { $ref: `#/$defs/${defName(declaration)}` } : schemaOf(declaration, checker);
}

/** `JsonTimeline['findings'][number]['kind']` is `#/properties/findings/items/properties/kind`. */
function pointerOf(type) {
  if (!ts.isIndexedAccessTypeNode(type)) {
    if (type.getText() === ROOT) return '#';
    throw new Error(`schema: ${type.getText()} is not the root`);
  }
  const index = type.indexType;
  return `${pointerOf(type.objectType)}/${ts.isLiteralTypeNode(index) ? `properties/${index.literal.text}` : 'items'}`;
}

/** The texts that a type allows, in the order in which they are written; undefined where it is none of texts, or has a name in $defs. */
function valuesOf(type, checker) {
  if (ts.isLiteralTypeNode(type)) return [type.literal.text];
  if (ts.isParenthesizedTypeNode(type)) return valuesOf(type.type, checker);
  if (ts.isUnionTypeNode(type)) {
    const each = type.types.map((one) => valuesOf(one, checker));
    return each.includes(undefined) ? undefined : each.flat();
  }
  if (ts.isIndexedAccessTypeNode(type)) return valuesOfMember(type, checker);
  if (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.KeyOfKeyword && ts.isTypeQueryNode(type.type)) {
    return constantOf(type.type, checker).properties.map(({ name }) => name.text);
  }
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const declaration = declarationOf(type.typeName, checker);
  return declaration !== undefined && ts.isTypeAliasDeclaration(declaration) && !isPublished(declaration)
    ? valuesOf(declaration.type, checker)
    : undefined;
}

/** Of `(typeof STRENGTHS)[number]` and `UnitEvent['kind']`; what names a member of the root is a reference instead. */
function valuesOfMember({ objectType, indexType }, checker) {
  const object = ts.isParenthesizedTypeNode(objectType) ? objectType.type : objectType;
  if (ts.isTypeQueryNode(object)) return constantOf(object, checker).elements.map(({ text }) => text);
  if (!ts.isTypeReferenceNode(object)) return undefined;
  const declaration = declarationOf(object.typeName, checker);
  const { type } = membersOf(declaration, checker).find(({ name }) => name.text === indexType.literal.text);
  return isPublished(declaration) && !ts.isLiteralTypeNode(type) ? undefined : valuesOf(type, checker);
}

/** What a `const` holds, without `as const` and `satisfies`. */
function constantOf({ exprName }, checker) {
  let { initializer } = declarationOf(exprName, checker);
  while (ts.isAsExpression(initializer) || ts.isSatisfiesExpression(initializer)) initializer = initializer.expression;
  return initializer;
}

function declarationOf(name, checker) {
  const symbol = checker.getSymbolAtLocation(name);
  const own = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  return own?.declarations?.[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(SCHEMA, await schemaText());
