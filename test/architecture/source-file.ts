import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** One import of a source file: a static or dynamic import, or a re-export. */
export interface ImportLine {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/** A source file as the architecture sees it: where it stands, what it imports, and which globals of the machine it touches. */
export interface SourceFile {
  /** Relative to src/, with forward slashes. */
  readonly path: string;
  /** The first folder under src/; empty for a file that stands in src/ itself. */
  readonly folder: string;
  readonly lines: number;
  readonly imports: readonly ImportLine[];
  /** Names imported from each module, e.g. `spawn` from `node:child_process`. */
  readonly importedNames: ReadonlyMap<string, readonly string[]>;
  /** `process`, `console`, `Date.now`, `new Date()`, `performance`, `fetch`: what reads a clock or the machine without an import. */
  readonly ambient: readonly string[];
}

/** Every TypeScript file under src/. */
export function readSourceFiles(): readonly SourceFile[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => parseSourceFile(path, readFileSync(`src/${path}`, 'utf8')));
}

/** Reads the imports off the syntax tree, so that a comment or a string that looks like an import is none. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports: ImportLine[] = [];
  const importedNames = new Map<string, string[]>();
  const ambient = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      imports.push({ specifier: node.moduleSpecifier.text, typeOnly: isTypeOnlyImport(node), dynamic: false });
      importedNames.set(node.moduleSpecifier.text, [...(importedNames.get(node.moduleSpecifier.text) ?? []), ...namesOf(node)]);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      imports.push({ specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly, dynamic: false });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      imports.push({
        specifier: argument !== undefined && ts.isStringLiteral(argument) ? argument.text : '?',
        typeOnly: false,
        dynamic: true,
      });
    }
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name))
      declared.add(node.name.text);
    const name = ambientName(node);
    if (name !== undefined) ambient.add(name);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
  return {
    path,
    folder,
    lines: text.split('\n').length - 1,
    imports,
    importedNames,
    ambient: [...ambient].filter((name) => !declared.has(name)),
  };
}

function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

function namesOf(node: ts.ImportDeclaration): readonly string[] {
  const bindings = node.importClause?.namedBindings;
  if (bindings === undefined) return node.importClause?.name === undefined ? [] : ['default'];
  return ts.isNamedImports(bindings) ? bindings.elements.map((element) => (element.propertyName ?? element.name).text) : ['*'];
}

const WATCHED_GLOBALS = new Set(['process', 'console', 'performance', 'fetch', 'setInterval', 'setTimeout', 'setImmediate']);

function ambientName(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) return 'new Date()';
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Date.now') return 'Date.now';
  if (ts.isIdentifier(node) && WATCHED_GLOBALS.has(node.text) && isFreeName(node)) return node.text;
  return undefined;
}

/** Whether an identifier is used as a value, not as the name of a property, a declaration or a type member. */
function isFreeName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return true;
  return ts.isElementAccessExpression(parent) && parent.expression === node;
}
