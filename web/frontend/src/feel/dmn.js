// The door to DMN for the sandbox: `feel.loadModel` takes a file once per thread, `feel.decide` evaluates one decision
// of it with all that it requires, `feel.examine` compiles every text of it.
import * as feelin from 'feelin';
import { clock, failure, namesIn, problemsIn, zonesWanted } from './engine.js';
import { fromJson, plain, toJson } from './builtins.js';
import { missing } from './shim.js';
import { Ask, Model } from './dmn/model.js';
import { DecisionFailed } from './dmn/text.js';
import { fromTyped, toTyped } from './dmn/typed.js';

const CACHED = 60;
const models = new Map();

function loadModel(key, text) {
  if (models.size >= CACHED) models.delete(models.keys().next().value);
  models.set(key, new Model(JSON.parse(text)));
  return '';
}

// typed: values that JSON lacks are marked with $feel, in and out; answers: [key, value] of texts in other languages
function decide(key, id, variables, answers, typed, nanoseconds, zone) {
  const model = models.get(key);
  if (!model) return '{"load":true}';
  Object.assign(clock, { nanoseconds, zone });
  feelin.ownTypes.of = (name) => model.types.item(name) && ((value) => model.types.instance(name, value));
  let answer;
  try {
    const given = fromJson(variables);
    const options = { typed: typed === 1, zone, answers: new Map(fromJson(answers)) };
    const { value } = model.decide(id, options.typed ? fromTyped(given) : given, options);
    answer = decided(model, id, value, options.typed ? toTyped : plain);
  } catch (error) {
    answer = refusal(error);
    if (!answer.ask) answer.warnings = model.warnings.map(warned);
  } finally {
    feelin.ownTypes.of = undefined;
  }
  if (missing.size) return JSON.stringify({ zones: zonesWanted() });
  return toJson(answer);
}

function decided(model, id, value, out) {
  const row = (one) => Object.fromEntries(Object.entries(one).map(([name, each]) => [name, out(each)]));
  return {
    value: out(value),
    outputs: (model.decisions[id]?.results ?? []).map(row),
    evaluations: model.evaluations.map((one) => ({
      decision: one.decision,
      inputs: one.inputs.map((input) => ({ ...input, value: lenient(input.value, out) })),
      rules: one.rules.map((rule) => ({ ...rule, outputs: Object.fromEntries(Object.entries(rule.outputs).map(([name, each]) => [name, lenient(each, out)])) })),
      value: lenient(one.value, out),
    })),
    warnings: model.warnings.map(warned),
  };
}

// functions and ranges are values inside of a model only; the trace shows them as text
function lenient(value, out) {
  try {
    return out(value);
  } catch {
    return feelin.toString(value);
  }
}

const warned = ({ type, message, at, text }) => [type, String(text ?? '').slice(0, 80), String(message).slice(0, 200), at ?? null];

function refusal(error) {
  if (error instanceof Ask) return { ask: error.requests };
  if (error instanceof DecisionFailed) return { error: error.kind, at: error.at, decision: error.decision ?? null, params: error.params };
  return failure(error);
}

// every text compiled: what is wrong with it, and the variables that each decision may read
function examine(key) {
  const model = models.get(key);
  if (!model) return '{"load":true}';
  const problems = [];
  const names = {};
  for (const id of [...Object.keys(model.knowledge), ...Object.keys(model.decisions)]) names[id] = examined(model, id, problems);
  for (const item of Object.values(model.items)) examinedItem(item, problems);
  return toJson({ problems, names });
}

function examined(model, id, problems) {
  const found = new Set();
  const node = model.decisions[id] ?? model.knowledge[id];
  for (const part of model.logic(id).parts) {
    try {
      const { parseTree } = part.compile();
      for (const name of namesIn(parseTree, part.text)) found.add(name);
      const isKnown = (name) => Object.hasOwn(part.names, name) || Object.hasOwn(model.items, name);
      for (const [kind, name, offset] of problemsIn(parseTree, part.text, isKnown)) problems.push({ at: part.at, kind, message: name, offset });
    } catch (error) {
      if (!(error instanceof DecisionFailed)) throw error;
      problems.push({ at: error.at, kind: error.kind, ...error.params });
    }
  }
  for (const { id: input } of node.requires.inputs) if (model.inputs[input]) found.add(model.inputs[input].name);
  return [...found];
}

function examinedItem(item, problems) {
  if (item.test) {
    try {
      item.test.compile();
    } catch (error) {
      problems.push({ at: error.at, kind: error.kind, ...error.params });
    }
  }
  for (const component of Object.values(item.components ?? {})) if (typeof component === 'object' && component !== null) examinedItem(component, problems);
}

export const dmn = { loadModel, decide, examine };
