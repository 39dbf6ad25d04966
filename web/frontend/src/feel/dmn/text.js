// FEEL texts of a DMN file: compiled once, with the names that are known at their place; warnings tell where they arose.
import * as feelin from 'feelin';
import { isLimit, prepared, preparedTests } from '../engine.js';

// an evaluation that has no value; `params` fill the host's sentence for `kind`
export class DecisionFailed extends Error {
  constructor(kind, at, params = {}) {
    super(kind);
    Object.assign(this, { kind, at, params });
  }
}

class Notes extends feelin.InterpreterContext {
  constructor(warnings, at) {
    super();
    this.warnings = warnings;
    this.at = at;
  }

  addWarning(node, type, details) {
    const before = this.warnings.length;
    super.addWarning(node, type, details);
    if (this.warnings.length > before) Object.assign(this.warnings.at(-1), { at: this.at, text: node.input.slice(0, 80) });
  }
}

function refused(error, at) {
  if (isLimit(error)) throw error;
  const offset = error.position?.from ?? 0;
  return new DecisionFailed('syntax', at, { message: error.message, found: error.found ?? '', offset });
}

// an expression -> scope -> value; the text is read when it is first needed, so that one wrong text spoils one decision
export function expression({ text, at }, names, warnings) {
  let root;
  const run = (scope) => {
    if (!root) run.compile();
    return root(scope) ?? null;
  };
  run.compile = () => {
    try {
      const made = prepared(text, names, new Notes(warnings, at));
      root = made.root;
      return made;
    } catch (error) {
      throw refused(error, at);
    }
  };
  return Object.assign(run, { text, at, names });
}

// unary tests -> (scope, value) -> true, false or null
export function tests({ text, at }, names, warnings) {
  let root;
  const run = (scope, value) => {
    if (!root) run.compile();
    return root({ ...scope, '?': value })(value);
  };
  run.compile = () => {
    try {
      const made = preparedTests(text, { ...names, '?': names['?'] ?? {} }, new Notes(warnings, at));
      root = made.root;
      return made;
    } catch (error) {
      throw refused(error, at);
    }
  };
  // for many tests of one value: the scope has `?` already
  run.inside = (scope, value) => {
    if (!root) run.compile();
    return root(scope)(value);
  };
  return Object.assign(run, { text, at, names: { ...names, '?': {} } });
}
