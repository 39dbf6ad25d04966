// Boxed expressions: each becomes a function of the scope, and tells the names inside its value for FEEL's parser.
import * as feelin from 'feelin';
import { Table } from './table.js';
import { DecisionFailed, expression } from './text.js';
import { isCallable } from './types.js';

const { getType, isRange } = feelin;

// box, the names known at its place -> {run: scope -> value, shape, table?, parts: texts for the check}
export function boxed(box, names, model) {
  if (!box) return { run: () => null, shape: {}, parts: [] };
  const made = BOXES[box.kind](box, names, model);
  if (!box.type) return made;
  // the type of a box says what its value has to be
  const { run } = made;
  return { ...made, shape: model.types.shape(box.type), run: (scope) => model.fitBox(box, run(scope)) };
}

const BOXES = {
  literal(box, names, model) {
    if (box.language) return { run: (scope) => model.ask(box, scope), shape: {}, parts: [] };
    const run = expression(box, names, model.warnings);
    return { run, shape: {}, parts: [run] };
  },

  table(box, names, model) {
    const table = new Table(box, names, model);
    const shape = Object.fromEntries(table.outputs.map((output) => [output.name, model.types.shape(output.type)]));
    return { table, run: (scope) => table.evaluate(scope).value, shape: table.outputs.length > 1 ? shape : {}, parts: table.parts() };
  },

  context(box, names, model) {
    const known = { ...names };
    const shape = {};
    const entries = box.entries.map(({ name, type, value, at }) => {
      const made = boxed(value, known, model);
      if (name !== null) known[name] = shape[name] = type ? model.types.shape(type) : made.shape;
      return { name, type, at, ...made };
    });
    const run = (scope) => {
      const inner = { ...scope };
      const result = {};
      for (const entry of entries) {
        const value = model.fit(entry.type, entry.run(inner), entry.at, 'entry', entry.name);
        if (entry.name === null) return value;
        inner[entry.name] = result[entry.name] = value;
      }
      return result;
    };
    const last = entries.at(-1);
    return { run, shape: last?.name === null ? last.shape : shape, parts: entries.flatMap((entry) => entry.parts) };
  },

  list(box, names, model) {
    const items = box.items.map((item) => boxed(item, names, model));
    return { run: (scope) => items.map((item) => item.run(scope)), shape: Object.assign({}, ...items.map((item) => item.shape)), parts: items.flatMap((item) => item.parts) };
  },

  relation(box, names, model) {
    const rows = box.rows.map((cells) => cells.map((cell) => boxed(cell, names, model)));
    const row = (cells, scope) => Object.fromEntries(box.columns.map(({ name, type, at }, place) => [name, model.fit(type, cells[place]?.run(scope) ?? null, at, 'column', name)]));
    const shape = Object.fromEntries(box.columns.map(({ name, type }) => [name, model.types.shape(type)]));
    return { run: (scope) => rows.map((cells) => row(cells, scope)), shape, parts: rows.flat().flatMap((cell) => cell.parts) };
  },

  function(box, names, model) {
    const known = { ...names };
    for (const { name, type } of box.params) known[name] = model.types.shape(type);
    if (box.external) {
      const refuse = () => {
        throw new DecisionFailed('external', box.at, { kind: box.external });
      };
      return { run: refuse, body: refuse, shape: {}, parts: [] };
    }
    const body = boxed(box.body, known, model);
    return { run: (scope) => closure(box.params, (given) => body.run({ ...scope, ...given }), model), shape: body.shape, parts: body.parts, body: body.run };
  },

  invocation(box, names, model) {
    const called = boxed(box.called, names, model);
    const bindings = box.bindings.map(({ name, value }) => ({ name, ...boxed(value, names, model) }));
    const run = (scope) => {
      const target = called.run(scope);
      if (!isCallable(target)) throw new DecisionFailed('no function', box.at, { name: box.called?.text ?? '' });
      return invoked(target, Object.fromEntries(bindings.map((binding) => [binding.name, binding.run(scope)])), model, box);
    };
    return { run, shape: called.shape, parts: [...called.parts, ...bindings.flatMap((binding) => binding.parts)] };
  },

  conditional(box, names, model) {
    const [condition, then, otherwise] = [box.if, box.then, box.else].map((part) => boxed(part, names, model));
    const run = (scope) => (condition.run(scope) === true ? then.run(scope) : otherwise.run(scope));
    return { run, shape: { ...otherwise.shape, ...then.shape }, parts: [condition, then, otherwise].flatMap((part) => part.parts) };
  },

  filter(box, names, model) {
    const source = boxed(box.in, names, model);
    const match = boxed(box.match, { ...names, ...source.shape, item: source.shape }, model);
    const run = (scope) => {
      const value = source.run(scope);
      if (value === null) return null;
      const items = Array.isArray(value) ? value : [value];
      const kept = [];
      for (const item of items) {
        const inner = getType(item) === 'context' ? { ...scope, item, ...item } : { ...scope, item };
        const verdict = match.run(inner);
        // a number is a place in the list, as in FEEL
        if (feelin.isNumber(verdict)) return items[verdict < 0 ? items.length + Number(verdict) : Number(verdict) - 1] ?? null;
        if (verdict === true) kept.push(item);
      }
      return kept;
    };
    return { run, shape: source.shape, parts: [...source.parts, ...match.parts] };
  },

  for(box, names, model) {
    const { source, body, items } = iteration(box, box.return, { partial: {} }, names, model);
    const run = (scope) => {
      const domain = items(scope);
      if (domain === null) return null;
      const partial = [];
      for (const item of domain) partial.push(body.run({ ...scope, [box.name]: item, partial: partial.slice() }));
      return partial;
    };
    return { run, shape: body.shape, parts: [...source.parts, ...body.parts] };
  },

  some: (box, names, model) => quantified(box, names, model, true),
  every: (box, names, model) => quantified(box, names, model, false),
};

function quantified(box, names, model, wanted) {
  const { source, body, items } = iteration(box, box.satisfies, {}, names, model);
  const run = (scope) => {
    const domain = items(scope);
    if (domain === null) return null;
    const values = domain.map((item) => body.run({ ...scope, [box.name]: item }));
    if (values.some((value) => value !== null && typeof value !== 'boolean')) return null;
    return values.includes(wanted) ? wanted : values.includes(null) ? null : !wanted;
  };
  return { run, shape: {}, parts: [...source.parts, ...body.parts] };
}

function iteration(box, inside, more, names, model) {
  const source = boxed(box.in, names, model);
  const body = boxed(inside, { ...names, ...more, [box.name]: source.shape }, model);
  const items = (scope) => {
    const value = source.run(scope);
    if (isRange(value)) return value.map((each) => each);
    return Array.isArray(value) ? value : null;
  };
  return { source, body, items };
}

// a function of FEEL with typed parameters: an argument of another type counts as null, with a warning
export function closure(params, run, model) {
  return new feelin.FeelFunction((...args) => {
    if (args.length > params.length || args.filter((each) => each !== undefined).length < params.length) {
      return feelin.invalidArguments('the function has other parameters');
    }
    const given = {};
    for (const [place, { name, type }] of params.entries()) {
      given[name] = model.fitArgument(type, args[place], name);
    }
    return run(given);
  }, params.map(({ name }) => name));
}

function invoked(target, given, model, box) {
  const wrapped = getType(target) === 'function' ? target : new feelin.FeelFunction(target, target.$args);
  const value = wrapped.invoke(given);
  if (getType(value) !== 'literal') return value ?? null;
  model.warnings.push({ type: 'INVALID_ARGUMENTS', message: 'the function does not take these values', at: box.at, text: box.called?.text ?? '' });
  return null;
}
