// Decision tables: which rules match, and what their hit policy makes of them.
import * as feelin from 'feelin';

import { DecisionFailed, expression, tests } from './text.js';

const { builtins, equals, cmp } = feelin;

// value: the table's result; rows: one {output: value} for each result that stands, as Camunda 7 gives it
export class Table {
  constructor(box, names, model) {
    Object.assign(this, { box, model, names });
    const foreign = (one) => one && one.language;
    const feel = (one, known) => (one && !foreign(one) ? expression(one, known, model.warnings) : null);
    this.inputs = box.inputs.map((input) => ({ ...input, run: feel(input.expression, names), allowed: this.testsOf(input.values, names, {}) }));
    this.outputs = box.outputs.map((output) => ({
      ...output, allowed: this.testsOf(output.values, names, {}), ranks: null, otherwise: feel(output.default, names),
    }));
    this.rules = box.rules.map((rule, place) => ({
      id: rule.id, at: rule.at, index: place + 1,
      tests: rule.inputs.map((cell, column) => this.testsOf(cell, { ...names, ...this.inputNames(this.inputs[column]) }, names)),
      results: rule.outputs.map((cell) => feel(cell, names)),
      box: rule,
    }));
  }

  inputNames(input) {
    const shape = this.model.types.shape(input?.expression?.type);
    return { '?': shape, [input?.variable ?? '?']: shape };
  }

  testsOf(cell, names) {
    return cell && !cell.language && cell.text.trim() !== '-' ? tests(cell, names, this.model.warnings) : null;
  }

  // every text of the table, for the check
  parts() {
    const { inputs, outputs, rules } = this;
    return [
      ...inputs.flatMap((input) => [input.run, input.allowed]), ...outputs.flatMap((output) => [output.allowed, output.otherwise]),
      ...rules.flatMap((rule) => [...rule.tests, ...rule.results]),
    ].filter(Boolean);
  }

  evaluate(scope) {
    const asked = [];
    let matching = this.rules;
    this.inputs.forEach((input, column) => {
      const value = this.inputValue(input, scope);
      asked.push({ id: input.id, label: input.label, value });
      const inner = { ...scope, '?': value };
      if (input.variable) inner[input.variable] = value;
      matching = this.matchingIn(column, matching, inner, value);
    });
    return this.settle(asked, matching, scope);
  }

  inputValue(input, scope) {
    if (!input.expression) return null;
    const { model, box } = this;
    const given = input.run ? input.run(scope) : model.ask(input.expression, scope);
    const value = model.fit(input.expression.type, given, input.expression.at ?? box.at, 'input', input.label);
    if (model.strict && input.allowed && value !== null && input.allowed(scope, value) !== true) {
      throw new DecisionFailed('input not allowed', input.at, { input: input.label, value: model.shown(value) });
    }
    return value;
  }

  matchingIn(column, rules, scope, value) {
    this.model.askAll(rules.map((rule) => rule.box.inputs[column]).filter((cell) => cell?.language), scope);
    return rules.filter((rule) => {
      const cell = rule.box.inputs[column];
      if (cell?.language) return this.model.ask(cell, scope) === true;
      const test = rule.tests[column];
      return !test || test.inside(scope, value) === true;
    });
  }

  settle(asked, matching, scope) {
    const { box, model } = this;
    if (box.hitPolicy === 'UNIQUE' && matching.length > 1) throw this.violated('unique', matching);
    const rules = box.hitPolicy === 'FIRST' ? matching.slice(0, 1) : matching;
    model.askAll(rules.flatMap((rule) => rule.box.outputs.filter((cell) => cell?.language)), scope);
    const found = rules.map((rule) => ({ rule, row: this.row(rule, scope) }));
    model.note({ inputs: asked, rules: found.map(({ rule, row }) => ({ id: rule.id, index: rule.index, outputs: row })) });
    if (!found.length) return this.nothing(scope);
    return this.applied(found);
  }

  row(rule, scope) {
    const row = {};
    this.outputs.forEach((output, column) => {
      const cell = rule.box.outputs[column];
      if (!cell) {
        // an empty output is left out in Camunda 7, and null elsewhere
        if (!this.model.camunda7) row[output.name] = null;
        return;
      }
      const given = rule.results[column] ? rule.results[column](scope) : this.model.ask(cell, scope);
      const value = this.model.fit(output.type, given, cell.at, 'output', output.label);
      if (this.model.strict && output.allowed && value !== null && output.allowed(scope, value) !== true) {
        throw new DecisionFailed('output not allowed', cell.at, { output: output.label, value: this.model.shown(value) });
      }
      row[output.name] = value;
    });
    return row;
  }

  nothing(scope) {
    const { box } = this;
    if (this.outputs.some((output) => output.default)) {
      const row = {};
      for (const output of this.outputs) {
        const given = output.otherwise ? output.otherwise(scope) : output.default ? this.model.ask(output.default, scope) : null;
        row[output.name] = this.model.fit(output.type, given, output.at, 'output', output.label);
      }
      return { value: this.single(row), rows: [row] };
    }
    if (box.hitPolicy === 'COLLECT' && box.aggregation === 'COUNT') return { value: 0, rows: [] };
    return { value: null, rows: [] };
  }

  applied(found) {
    const { box } = this;
    const rows = found.map(({ row }) => row);
    switch (box.hitPolicy) {
      case 'ANY':
        if (!rows.every((row) => equals(row, rows[0]) === true)) throw this.violated('any', found.map(({ rule }) => rule));
        return this.one(rows[0]);
      case 'PRIORITY': return this.one(this.ordered(rows)[0]);
      case 'OUTPUT ORDER': return this.many(this.ordered(rows));
      case 'RULE ORDER': return this.many(rows);
      case 'COLLECT': return box.aggregation ? this.aggregated(rows) : this.many(rows);
      default: return this.one(rows[0]);
    }
  }

  one(row) {
    return { value: this.single(row), rows: [row] };
  }

  many(rows) {
    return { value: rows.map((row) => this.single(row)), rows };
  }

  single(row) {
    return this.outputs.length === 1 ? row[this.outputs[0].name] ?? null : row;
  }

  aggregated(rows) {
    const { aggregation } = this.box;
    if (this.outputs.length > 1) throw new DecisionFailed('aggregation of several outputs', this.box.at, { aggregation });
    const { name } = this.outputs[0];
    const values = rows.filter((row) => Object.hasOwn(row, name)).map((row) => row[name]);
    if (aggregation === 'COUNT') return this.one({ [name]: values.length });
    const value = builtins[aggregation.toLowerCase()](values);
    if (value === null || feelin.getType(value) === 'literal') {
      throw new DecisionFailed('aggregation of such values', this.box.at, { aggregation, values: this.model.shown(values) });
    }
    return this.one({ [name]: value });
  }

  // by the place of each output in the list of its values, the first output first
  ordered(rows) {
    const ranked = rows.map((row) => ({ row, ranks: this.outputs.map((output) => this.rank(output, row[output.name])) }));
    const before = (a, b) => {
      const place = a.ranks.findIndex((rank, column) => rank !== b.ranks[column]);
      return place < 0 ? 0 : cmp(a.ranks[place], b.ranks[place]);
    };
    return ranked.sort(before).map(({ row }) => row);
  }

  rank(output, value) {
    output.ranks ??= this.ranksOf(output);
    const place = output.ranks.findIndex((each) => equals(each, value ?? null) === true);
    return place < 0 ? output.ranks.length : place;
  }

  ranksOf(output) {
    const text = output.values?.text ?? this.model.types.item(output.type)?.values;
    if (!text) return [];
    return expression({ text: `[${text}]`, at: output.at }, this.names, this.model.warnings)({});
  }

  violated(kind, rules) {
    return new DecisionFailed(kind, this.box.at, { rules: rules.map((rule) => [rule.index, rule.id]) });
  }
}

