// A DMN file, compiled: its decisions, knowledge models, services and types, and the evaluation of one decision.
import * as feelin from 'feelin';
import { plain } from '../builtins.js';
import { boxed, closure } from './boxes.js';
import { DecisionFailed, tests } from './text.js';
import { Types, UNFIT, fromText, transform } from './types.js';

const { getType } = feelin;
const LONGEST_TRACE = 200;

// texts in other languages, whose values the host has to bring
export class Ask extends Error {
  constructor(requests) {
    super('ask');
    this.requests = requests;
  }
}

export class Model {
  constructor(source) {
    Object.assign(this, source);
    this.warnings = [];
    this.camunda7 = source.dialect === 'camunda7';
    // Camunda converts or leaves values as they are; the standard makes null of what does not conform
    this.strict = source.dialect === 'plain';
    this.types = new Types(source.items);
    for (const item of Object.values(source.items)) this.prepareItem(item);
    this.compiled = new Map();
    this.shapes = new Map();
  }

  prepareItem(item) {
    if (item.allowed) {
      item.values = item.allowed.text;
      item.test = tests(item.allowed, {}, this.warnings);
      item.allowed = (value) => item.test({}, value) === true;
    }
    for (const component of Object.values(item.components ?? {})) if (typeof component === 'object' && component !== null) this.prepareItem(component);
  }

  // --- what is known where ---

  // names that the logic of a decision or knowledge model may use, each with the names inside its value
  namesOf(node) {
    const names = {};
    const put = (each, shape) => this.put(names, each, shape);
    if (!this.strict) for (const input of Object.values(this.inputs)) names[input.name] = this.types.shape(input.type);
    for (const each of node.requires.inputs) if (this.inputs[each.id]) put(each, this.types.shape(this.inputs[each.id].type));
    for (const each of node.requires.decisions) if (this.decisions[each.id]) put(each, this.shapeOf(each.id));
    for (const each of node.requires.knowledge) put(each, this.shapeOf(each.id));
    return names;
  }

  // what another file holds is an entry under the name of its import
  put(scope, { id, prefix }, value) {
    const name = this.nameOf(id);
    if (prefix) scope[prefix] = { ...scope[prefix], [name]: value };
    else scope[name] = value;
  }

  nameOf(id) {
    return (this.inputs[id] ?? this.decisions[id] ?? this.knowledge[id] ?? this.services[id])?.name;
  }

  shapeOf(id) {
    if (!this.shapes.has(id)) {
      this.shapes.set(id, {});
      const node = this.decisions[id] ?? this.knowledge[id];
      const typed = node?.type ? this.types.shape(node.type) : {};
      this.shapes.set(id, node && !Object.keys(typed).length ? this.logic(id).shape : typed);
    }
    return this.shapes.get(id);
  }

  // the compiled logic of a decision or a knowledge model
  logic(id) {
    if (!this.compiled.has(id)) {
      const node = this.decisions[id] ?? this.knowledge[id];
      this.compiled.set(id, boxed(node.logic, this.namesOf(node), this));
    }
    return this.compiled.get(id);
  }

  // --- one evaluation ---

  // given: name -> value, as FEEL values; options: {typed, answers, zone}
  decide(id, given, options) {
    this.warnings.length = 0;
    this.evaluations = [];
    this.options = options;
    this.run = { given, values: new Map(), active: new Set(), frames: [] };
    if (this.services[id]) return { value: this.serve(id, this.givenTo(id)), rows: [] };
    if (this.knowledge[id]) return { value: this.function(id).invoke(this.givenTo(id)), rows: [] };
    const value = this.decision(id);
    return { value, rows: this.rows };
  }

  givenTo(id) {
    const names = (this.services[id] ?? this.knowledge[id].logic).params.map(({ name }) => name);
    return Object.fromEntries(names.map((name) => [name, this.run.given[name] ?? null]));
  }

  decision(id) {
    const { run } = this;
    if (run.values.has(id)) return run.values.get(id);
    const node = this.decisions[id];
    if (run.active.has(id)) throw new DecisionFailed('cycle', node.at, { decision: node.name });
    run.active.add(id);
    const frame = { inputs: [], rules: [] };
    try {
      const scope = this.scopeOf(node);
      run.frames.push(frame);
      const value = this.valued(node, this.logic(id), scope, frame);
      run.values.set(id, value);
      this.evaluations.push({ decision: id, inputs: frame.inputs, rules: frame.rules, value });
      this.rows = frame.rows;
      node.results = frame.results;
      return value;
    } catch (error) {
      if (error instanceof DecisionFailed) error.decision ??= id;
      throw error;
    } finally {
      run.frames.pop();
      run.active.delete(id);
    }
  }

  valued(node, logic, scope, frame) {
    if (logic.table && !node.logic.type) {
      const { value, rows } = logic.table.evaluate(scope);
      frame.results = rows;
      return this.fit(this.camunda7 ? null : node.type, value, node.at, 'decision', node.name);
    }
    const value = this.fit(node.type, logic.run(scope), node.at, 'decision', node.name);
    frame.results = logic.table && Array.isArray(value) ? value.map((each) => this.asRow(node, each)) : value === null && logic.table ? [] : [this.asRow(node, value)];
    return value;
  }

  asRow(node, value) {
    const several = node.logic.kind === 'table' && node.logic.outputs.length > 1;
    return several && getType(value) === 'context' ? value : { [several ? node.name : node.logic.outputs?.[0].name ?? node.name]: value };
  }

  note({ inputs, rules }) {
    const frame = this.run.frames.at(-1);
    if (!frame || frame.rules.length >= LONGEST_TRACE) return;
    frame.inputs.push(...inputs);
    frame.rules.push(...rules);
  }

  scopeOf(node) {
    const scope = {};
    const { given } = this.run;
    const put = (each, value) => this.put(scope, each, value);
    // a variable that the file does not speak of is seen everywhere; Camunda shows all of them
    for (const [name, value] of Object.entries(given)) if (!this.strict || !this.own.includes(name)) scope[name] = value;
    for (const each of node.requires.inputs) if (this.inputs[each.id]) put(each, this.input(each.id));
    for (const each of node.requires.knowledge) if (this.knowledge[each.id] || this.services[each.id]) put(each, this.function(each.id));
    for (const each of node.requires.decisions) {
      if (!this.decisions[each.id]) continue;
      const value = this.decision(each.id);
      put(each, value);
      if (this.camunda7) Object.assign(scope, this.spread(this.decisions[each.id]));
    }
    return scope;
  }

  // Camunda 7 gives the outputs of a required decision as variables, as lists where several rules may stand
  spread(node) {
    const rows = node.results ?? [];
    const several = ['COLLECT', 'RULE ORDER'].includes(node.logic?.hitPolicy) && !node.logic.aggregation;
    if (rows.length === 1 && !several) return rows[0];
    const lists = {};
    for (const row of rows) for (const [name, value] of Object.entries(row)) (lists[name] ??= []).push(value);
    return lists;
  }

  input(id) {
    const { given } = this.run;
    const input = this.inputs[id];
    const value = Object.hasOwn(given, input.name) ? given[input.name] : null;
    if (!this.strict) return value;
    return this.fit(input.type, this.options.typed ? value : fromText(this.types, input.type, value), input.at, 'variable', input.name);
  }

  function(id) {
    if (this.services[id]) {
      const service = this.services[id];
      return closure(service.params, (given) => this.serve(id, given), this);
    }
    const node = this.knowledge[id];
    const run = (given) => {
      const scope = {};
      for (const each of node.requires.knowledge) this.put(scope, each, this.function(each.id));
      return this.fit(this.resultType(node.type), this.logic(id).body({ ...scope, ...given }), node.at, 'result', node.name);
    };
    return closure(node.logic.params, run, this);
  }

  // a decision service: its output decisions, with its input decisions taken as given
  serve(id, given) {
    const service = this.services[id];
    const outer = this.run;
    const values = new Map();
    for (const each of service.inputDecisions) values.set(each, given[this.nameOf(each)] ?? null);
    this.run = { given: { ...given }, values, active: new Set(), frames: [] };
    try {
      const found = service.outputs.map((each) => [this.nameOf(each), this.decision(each)]);
      const value = found.length === 1 ? found[0][1] : Object.fromEntries(found);
      return this.fit(this.resultType(service.type), value, service.at, 'result', service.name);
    } finally {
      this.run = outer;
    }
  }

  // --- types ---

  fitArgument(type, value, name) {
    const found = type ? this.types.conform(type, value) : value ?? null;
    if (found !== UNFIT) return found;
    this.warnings.push({ type: 'TYPE', message: String(type), text: name });
    return null;
  }

  // the variable of a function may have the function's type, or that of its results
  resultType(type) {
    return this.types.item(type)?.function?.returns ?? type;
  }

  // the value in the type that is asked for. Camunda 7 converts and refuses, Camunda 8 leaves it, the standard says null
  fit(type, value, at, what, label) {
    if (!type) return value ?? null;
    if (this.strict) {
      const found = this.types.conform(type, value);
      if (found !== UNFIT) return found;
      this.warnings.push({ type: 'TYPE', message: typeof type === 'string' ? type : '', at, text: label ?? '' });
      return null;
    }
    if (!this.camunda7 || !['input', 'output', 'decision'].includes(what)) return value ?? null;
    const found = transform(type, value, this.options.zone);
    if (found === UNFIT) throw new DecisionFailed('type', at, { value: this.shown(value), type, label: label ?? '' });
    return found;
  }

  fitBox(box, value) {
    return this.strict ? this.fit(box.type, value, box.at, 'box', box.text ?? '') : value;
  }

  shown(value) {
    return feelin.toString(value, true).slice(0, 200);
  }

  // --- other languages ---

  request(box, scope) {
    const variables = {};
    for (const name of box.names) {
      if (Object.hasOwn(scope, name) && getType(scope[name]) !== 'function') variables[name] = plain(scope[name]);
    }
    return { language: box.language, text: box.text, variables, at: box.at };
  }

  ask(box, scope) {
    const request = this.request(box, scope);
    const key = requestKey(request);
    if (!this.options.answers.has(key)) throw new Ask([{ ...request, key }]);
    return this.options.answers.get(key);
  }

  askAll(boxes, scope) {
    const open = [];
    for (const box of boxes) {
      const request = this.request(box, scope);
      const key = requestKey(request);
      if (!this.options.answers.has(key)) open.push({ ...request, key });
    }
    if (open.length) throw new Ask(open);
  }
}

const requestKey = ({ language, text, variables }) =>
  JSON.stringify([language, text, variables], (_name, value) => (typeof value === 'bigint' ? `${value}n` : value));
