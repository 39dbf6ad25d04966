// What can be said about a JavaScript text without running it: `script.analyse(text)` gives JSON.
import { parse } from 'acorn';

const VERSION = { ecmaVersion: 2023, sourceType: 'script' };

/** Visits every node with its parent, the parent first. */
function* nodes(node, parent = null) {
  yield [node, parent];
  for (const key of Object.keys(node)) {
    const value = node[key];
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child.type === 'string') yield* nodes(child, node);
    }
  }
}

/** An identifier that is a name only: `x` of `a.x`, of `{x: 1}`, of a label or of a method. */
function isLabel(node, parent) {
  if (parent.type === 'MemberExpression') return parent.property === node && !parent.computed;
  if (parent.type === 'Property') return parent.key === node && !parent.computed && !parent.shorthand;
  if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition') return parent.key === node && !parent.computed;
  return ['LabeledStatement', 'BreakStatement', 'ContinueStatement', 'MetaProperty'].includes(parent.type);
}

/** The names that a pattern binds. */
function* bound(pattern) {
  if (!pattern) return;
  if (pattern.type === 'Identifier') yield pattern.name;
  else if (pattern.type === 'AssignmentPattern') yield* bound(pattern.left);
  else if (pattern.type === 'RestElement') yield* bound(pattern.argument);
  else if (pattern.type === 'ArrayPattern') for (const each of pattern.elements) yield* bound(each);
  else if (pattern.type === 'ObjectPattern') for (const each of pattern.properties) yield* bound(each.value ?? each);
}

function* declared(node) {
  if (node.type === 'VariableDeclarator') yield* bound(node.id);
  else if (node.type === 'CatchClause') yield* bound(node.param);
  else if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') yield* bound(node.id);
  else if (node.params) {
    yield* bound(node.id);
    for (const each of node.params) yield* bound(each);
  }
}

const literal = (node) => (node && node.type === 'Literal' && typeof node.value === 'string' ? node.value : null);

/** `a.b.c` as "a.b.c", null for anything else. */
function path(node) {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed) return null;
  const before = path(node.object);
  return before === null ? null : `${before}.${node.property.name}`;
}

/** A use of a subject (`execution`, `task`) or of another name that means something only to the caller. */
function use(node, parent, grandparent) {
  const member = parent.type === 'MemberExpression' && parent.object === node;
  const method = member ? (parent.computed ? literal(parent.property) : parent.property.name) : null;
  const called = member && grandparent && grandparent.type === 'CallExpression' && grandparent.callee === parent;
  const call = called ? grandparent : parent.type === 'CallExpression' && parent.callee === node ? parent : null;
  return {
    name: node.name,
    method,
    called: call !== null,
    texts: call ? call.arguments.map(literal) : [],
    assigned: parent.type === 'AssignmentExpression' && parent.left === node,
    path: longest(node, parent, grandparent),
    offset: node.start,
  };
}

function longest(node, parent, grandparent) {
  if (grandparent && grandparent.type === 'MemberExpression' && grandparent.object === parent) return path(grandparent) ?? path(parent) ?? node.name;
  return (parent.type === 'MemberExpression' && parent.object === node && path(parent)) || node.name;
}

function analyse(text) {
  let tree;
  try {
    tree = parse(text, VERSION);
  } catch (error) {
    if (!(error instanceof SyntaxError) || error.pos === undefined) throw error;
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    return { error: message, offset: error.pos, line: error.loc.line, column: error.loc.column + 1 };
  }
  const own = new Set();
  const parents = new Map();
  const uses = [];
  for (const [node, parent] of nodes(tree)) {
    parents.set(node, parent);
    for (const name of declared(node)) own.add(name);
    if (node.type === 'ImportExpression') uses.push({ name: 'import', method: null, called: true, texts: [], assigned: false, path: 'import', offset: node.start });
    if (node.type === 'ThisExpression') uses.push({ name: 'this', method: null, called: false, texts: [], assigned: false, path: 'this', offset: node.start });
    if (node.type === 'Identifier' && !isLabel(node, parent)) uses.push(use(node, parent, parents.get(parent)));
  }
  return { uses, own: [...own] };
}

globalThis.script = { analyse: (text) => JSON.stringify(analyse(text)) };
