// The door to bpmnlint for the sandbox: `lint.run` reads a file, applies bpmnlint:recommended and what camunda-compat
// asks for the file's platform, and leaves the findings as JSON in `globalThis.answer`.
import Linter from 'bpmnlint/lib/linter';
import StaticResolver from 'bpmnlint/lib/resolver/static-resolver';
import recommended from 'bpmnlint/config/recommended';
import compat from 'bpmnlint-plugin-camunda-compat';
import { BpmnModdle } from 'bpmn-moddle';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import { bpmnlintRules, compatRules } from '@alur/lint-rules';

const cache = { 'config:bpmnlint/recommended': recommended };
for (const [name, rule] of Object.entries(bpmnlintRules)) cache[`rule:bpmnlint/${name}`] = rule;
for (const [name, rule] of Object.entries(compatRules)) cache[`rule:bpmnlint-plugin-camunda-compat/${name}`] = rule;
for (const [name, config] of Object.entries(compat.configs)) {
  cache[`config:bpmnlint-plugin-camunda-compat/${name}`] = config;
}

// the newest configuration that is not newer than the version; for Camunda 8 at least the first, without version the last
function configFor(platform, version) {
  const numbers = (text) => text.split(/[.-]/).map(Number);
  const known = Object.keys(compat.configs)
    .filter((name) => name.startsWith(`${platform}-`))
    .map((name) => ({ name, version: numbers(name.slice(platform.length + 1)) }))
    .sort((a, b) => a.version[0] - b.version[0] || a.version[1] - b.version[1]);
  if (!known.length) return null;
  if (!/^\d+\.\d+/.test(version)) return known.at(-1).name;
  const [major, minor] = numbers(version);
  const fitting = known.filter((each) => each.version[0] < major || (each.version[0] === major && each.version[1] <= minor));
  const first = platform === 'camunda-cloud' ? known[0].name : null;
  return fitting.length ? fitting.at(-1).name : first;
}

function config(platform, version) {
  const own = configFor(platform, version);
  return { extends: ['bpmnlint:recommended', ...(own ? [`plugin:camunda-compat/${own}`] : [])] };
}

async function findings(xml, platform, version) {
  // both at once would spoil the reading: they add the same traits to the same elements
  const moddle = new BpmnModdle(platform === 'camunda-cloud' ? { zeebe } : { camunda });
  const { rootElement } = await moddle.fromXML(xml);
  const linter = new Linter({ resolver: new StaticResolver(cache) });
  const results = await linter.lint(rootElement, config(platform, version));
  return Object.entries(results).flatMap(([rule, reports]) =>
    reports.map(({ id, message, category }) => [rule, category, id ?? null, message]));
}

function run(xml, platform, version) {
  globalThis.answer = '';
  findings(xml, platform, version).then(
    (found) => { globalThis.answer = JSON.stringify({ found }); },
    (error) => {
      if (!error || /call stack|out of memory/.test(error.message)) globalThis.answer = JSON.stringify({ limit: true });
      else globalThis.answer = JSON.stringify({ error: String(error.message) });
    });
}

globalThis.console ??= { error() {}, warn() {}, log() {} };
globalThis.lint = { run, configFor };
