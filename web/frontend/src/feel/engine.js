// The door to FEEL for the sandbox: `feel.run` evaluates, `feel.analyse` names variables and problems. Both take and
// give text, because text crosses the sandbox's border fastest.
import { loadZone, missing } from './shim.js';
import * as feelin from 'feelin';
import { Temporal } from 'temporal-polyfill';
import { AssertionFailed, fromJson, plain, toJson } from './builtins.js';
import './patterns.js';
import { dmn } from './dmn.js';
import { looseTest, mistake } from './mistakes.js';

const { builtins, interpreter, InterpreterContext } = feelin;
const CACHED = 400;
// names that only parse when they are known, for they contain words of the language
const KNOWN_NAMES = { 'get or else': null };

const cache = new Map();
export const clock = { nanoseconds: '0', zone: 'UTC' };

feelin.moment.now = () =>
  Temporal.Instant.fromEpochNanoseconds(BigInt(clock.nanoseconds)).toZonedDateTimeISO(clock.zone);

function compile(text) {
  const known = cache.get(text);
  if (known) return known;
  const notes = new InterpreterContext();
  const { root, parseTree } = prepared(text, {}, notes);
  const entry = { root, parseTree, notes };
  if (cache.size >= CACHED) cache.clear();
  cache.set(text, entry);
  return entry;
}

// an expression, compiled; `names` are those known at its place, each with the names inside its value
export const prepared = (text, names, notes) => read('evaluate', text, names, notes);
export const preparedTests = (text, names, notes) => read('unaryTest', text, names, notes);

function read(way, text, names, notes) {
  try {
    const made = interpreter[way](text, { ...KNOWN_NAMES, ...names }, 'camunda', notes);
    refuseLooseTests(made.parseTree, text);
    return made;
  } catch (error) {
    if (error instanceof feelin.SyntaxError) [error.message, error.found] = mistake(error, text);
    throw error;
  }
}

// `x == 1` parses as `x = (= 1)`, a comparison with a test, and would quietly be null: tests belong behind `in` and
// into filters only
function refuseLooseTests(tree, text) {
  tree.iterate({
    enter({ name, from, node }) {
      if (name !== 'SimplePositiveUnaryTest' || node.firstChild?.name !== 'CompareOp') return;
      // a test in parentheses is a range: `(< 10)`
      if (node.parent?.name === 'ParenthesizedExpression') return;
      let around = node.parent;
      while (around && ['ParenthesizedExpression', 'List'].includes(around.name)) around = around.parent;
      if (['PositiveUnaryTest', 'PositiveUnaryTests', 'FilterExpression'].includes(around?.name)) return;
      throw new feelin.SyntaxError('a test', { reason: looseTest(text, from), position: { from } });
    },
  });
}

// the sandbox's limits are for the host to see
export const isLimit = (error) => error === null || error === undefined || /call stack|out of memory/.test(error.message);

export function failure(error) {
  if (error instanceof feelin.SyntaxError) {
    return { error: 'syntax', message: error.message, found: error.found ?? '', offset: error.position?.from ?? 0 };
  }
  if (error instanceof AssertionFailed) return { error: 'assertion', message: error.message };
  if (isLimit(error)) throw error;
  return { error: 'evaluation', message: String(error.message ?? error) };
}

export function zonesWanted() {
  const wanted = [...missing].slice(0, 50);
  missing.clear();
  return wanted;
}

function run(text, variables, nanoseconds, zone) {
  clock.nanoseconds = nanoseconds;
  clock.zone = zone;
  let answer;
  try {
    const entry = compile(text);
    entry.notes.warnings = [];
    const value = plain(entry.root(fromJson(variables)) ?? null);
    const warnings = entry.notes.warnings;
    answer = warnings.length ? { value, warnings: warnings.map((each) => warning(each, text)) } : { value };
  } catch (error) {
    answer = failure(error);
  }
  if (missing.size) return JSON.stringify({ zones: zonesWanted() });
  return toJson(answer);
}

function warning({ type, message, position }, text) {
  return [type, text.slice(position.from, position.to).slice(0, 80), message.slice(0, 200)];
}

const TEXT_OF_NAME = /\s+/g;

// every variable read, and calls of functions and names of types that do not exist
function analyse(text) {
  let tree;
  try {
    tree = compile(text).parseTree;
  } catch (error) {
    return JSON.stringify(failure(error));
  }
  const { names, unknown, types } = seen(tree, text);
  return JSON.stringify({ names: [...names], unknown, types });
}

function seen(tree, text) {
  const names = new Set();
  const own = new Set();
  const calls = [];
  const types = [];
  let called = -1;
  tree.iterate({
    enter(node) {
      const name = () => text.slice(node.from, node.to).replace(TEXT_OF_NAME, ' ').replace(/`/g, '');
      if (node.name === 'FunctionInvocation') called = node.from;
      else if (node.name === 'VariableName') {
        if (called === node.from) calls.push([name(), node.from]);
        else names.add(name());
        called = -1;
      } else if (['Name', 'Key', 'ParameterName'].includes(node.name)) own.add(name().replace(/^"|"$/g, ''));
      else if (node.name === 'QualifiedName') {
        const type = feelin.normalizeTypeName(text.slice(node.from, node.to));
        if (!Object.hasOwn(feelin.NAMED_TYPE_CHECKS, type)) types.push([type, node.from]);
        return false;
      }
      else if (node.name !== 'FunctionInvocation') called = -1;
    },
  });
  const unknown = calls.filter(([name]) => !Object.hasOwn(builtins, name) && !own.has(name));
  return { names, unknown, types };
}

export const namesIn = (tree, text) => {
  const { names, unknown } = seen(tree, text);
  return [...names, ...unknown.map(([name]) => name)];
};

// [kind, name, offset] of functions and types that are neither FEEL's nor known at the place
export function problemsIn(tree, text, isKnown) {
  const { unknown, types } = seen(tree, text);
  const strange = (kind, found) => found.filter(([name]) => !isKnown(name)).map(([name, offset]) => [kind, name, offset]);
  return [...strange('function', unknown), ...strange('named type', types)];
}

globalThis.feel = { run, analyse, loadZone: (name, table) => loadZone(name, JSON.parse(table)), ...dmn };
