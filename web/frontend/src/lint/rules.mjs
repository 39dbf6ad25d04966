// esbuild plugin: `@alur/lint-rules` holds every rule of bpmnlint and of camunda-compat by name.
import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

export function lintRules(here) {
  return {
    name: 'lint-rules',
    setup(bundle) {
      bundle.onResolve({ filter: /^@alur\/lint-rules$/ }, () => ({ path: 'rules', namespace: 'lint-rules' }));
      bundle.onLoad({ filter: /.*/, namespace: 'lint-rules' }, () => {
        const own = readdirSync(join(here, 'node_modules/bpmnlint/rules'))
          .filter((file) => file.endsWith('.js') && file !== 'helper.js')
          .map((file) => [file.slice(0, -3), `bpmnlint/rules/${file.slice(0, -3)}`]);
        const plugin = Object.entries(require('bpmnlint-plugin-camunda-compat').rules)
          .filter(([, path]) => path.startsWith('./'))
          .map(([name, path]) => [name, `bpmnlint-plugin-camunda-compat/${path.slice(2)}`]);
        const table = (rules) => `{${rules.map(([name, path]) => `${JSON.stringify(name)}: require(${JSON.stringify(path)})`)}}`;
        return {
          contents: `module.exports = { bpmnlintRules: ${table(own)}, compatRules: ${table(plugin)} };`,
          loader: 'js',
          resolveDir: here,
        };
      });
    },
  };
}
