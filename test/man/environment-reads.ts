import { readFileSync, readdirSync } from 'node:fs';
import ts from 'typescript';

/** The environment variables that the program reads: `env['NAME']` and the like; where the name is computed, every constant of the file that looks like one. */
export function environmentReads(): readonly string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const names = files.flatMap((path) => readsOf(path, readFileSync(`src/${path}`, 'utf8')));
  return [...new Set(names)].sort();
}

function readsOf(path: string, text: string): readonly string[] {
  if (!/\benv(?:ironment)?\b/.test(text)) return [];
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const names: string[] = [];
  const constants: string[] = [];
  let isComputed = false;
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(node.text)) constants.push(node.text);
    if (ts.isElementAccessExpression(node) && isEnvironment(node.expression)) {
      if (ts.isStringLiteral(node.argumentExpression)) names.push(node.argumentExpression.text);
      else isComputed = true;
    }
    if (ts.isPropertyAccessExpression(node) && isEnvironment(node.expression)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return isComputed ? [...names, ...constants] : names;
}

function isEnvironment(node: ts.Expression): boolean {
  const name = ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '';
  return name === 'env' || name === 'environment';
}
