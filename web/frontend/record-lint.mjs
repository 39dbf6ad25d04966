// Writes what bpmnlint under Node says of each *.bpmn file in a folder, for tests/bpmn/test_modeler_lint.py to compare:
// node record-lint.mjs FOLDER OUT.json. The configuration is spelt out here, not taken from the bundle.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BpmnModdle } from 'bpmn-moddle';

const require = createRequire(import.meta.url);
const Linter = require('bpmnlint/lib/linter');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver');
const zeebe = require('zeebe-bpmn-moddle/resources/zeebe.json');
const camunda = require('camunda-bpmn-moddle/resources/camunda.json');

const [folder, out] = process.argv.slice(2);
const expected = {};
for (const file of readdirSync(folder, { recursive: true }).filter((each) => each.endsWith('.bpmn')).sort()) {
  const xml = readFileSync(join(folder, file), 'utf8');
  const platform = /executionPlatform="Camunda (Cloud|Platform)"/.exec(xml)?.[1].toLowerCase();
  const version = /executionPlatformVersion="(\d+)\.(\d+)/.exec(xml);
  const own = platform && version ? [`plugin:camunda-compat/camunda-${platform}-${version[1]}-${version[2]}`] : [];
  const { rootElement } = await new BpmnModdle(platform === 'cloud' ? { zeebe } : { camunda }).fromXML(xml);
  const linter = new Linter({ resolver: new NodeResolver({ require }) });
  let results;
  try {
    results = await linter.lint(rootElement, { extends: ['bpmnlint:recommended', ...own] });
  } catch {
    // a version without a configuration of its own
    results = await linter.lint(rootElement, { extends: ['bpmnlint:recommended'] });
  }
  expected[file] = Object.entries(results).flatMap(([rule, reports]) =>
    reports.map(({ id, message, category }) => [rule, category, id ?? null, message]));
}
writeFileSync(out, JSON.stringify(expected, null, 1) + '\n');
