// Builds every JavaScript and CSS file that Alur carries, with their licences and checksums. `node build.mjs`.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PATCHES, TAIL } from './src/feel/patches.mjs';
import { lintRules } from './src/lint/rules.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

// applies the corrections to feelin; a piece that is not there exactly once stops the build
const patchedFeelin = {
  name: 'patched-feelin',
  setup(bundle) {
    bundle.onResolve({ filter: /^@alur\/decimal$/ }, () => ({ path: join(here, 'src/feel/decimal.js') }));
    bundle.onLoad({ filter: /feelin[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
      const contents = PATCHES.reduce((source, [piece, instead]) => {
        if (source.split(piece).length !== 2) throw new Error(`a patch does not fit feelin: ${piece}`);
        return source.replace(piece, () => instead);
      }, readFileSync(path, 'utf8'));
      return { contents: contents + TAIL, loader: 'js' };
    });
  },
};

// the language QuickJS speaks, and no source of randomness or time but what it is given
const SANDBOX = {
  target: ['es2022'],
  global: 'unused',
  options: { plugins: [patchedFeelin, lintRules(here)], platform: 'neutral', mainFields: ['module', 'main'] },
};

// folder -> files; `entry` is bundled, `copy` is taken as its makers built it
const BUNDLES = {
  'web/static/vendor': [
    { out: 'bpmn-viewer.js', entry: 'src/bpmn-viewer.js', global: 'BpmnViewer', footer: 'BpmnViewer=BpmnViewer.default;' },
    { out: 'bpmn-viewer.css', entry: 'src/bpmn-viewer.css' },
    { out: 'form-viewer.js', entry: 'src/form-viewer.js', global: 'FormViewer' },
    { out: 'form-viewer.css', entry: 'src/form-viewer.css' },
    { out: 'htmx.min.js', copy: 'htmx.org/dist/htmx.min.js' },
    { out: 'bootstrap.min.css', copy: 'bootstrap/dist/css/bootstrap.min.css', cutMap: true },
    { out: 'bootstrap.bundle.min.js', copy: 'bootstrap/dist/js/bootstrap.bundle.min.js', cutMap: true, also: ['@popperjs/core'] },
  ],
  'bpmn/languages/vendor': [
    { out: 'feel.js', entry: 'src/feel/engine.js', ...SANDBOX },
    { out: 'script.js', entry: 'src/script/analyse.js', ...SANDBOX },
  ],
  'bpmn/rules/vendor': [{ out: 'lint.js', entry: 'src/lint/engine.js', ...SANDBOX }],
};

async function make(folder, file) {
  const out = join(root, folder, file.out);
  if (file.copy) {
    copyFileSync(join(here, 'node_modules', file.copy), out);
    if (file.cutMap) writeFileSync(out, readFileSync(out, 'utf8').replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*$/m, '\n'));
    return [packageOf(join('node_modules', file.copy)), ...(file.also ?? [])];
  }
  const result = await build({
    absWorkingDir: here,
    entryPoints: [file.entry],
    outfile: out,
    bundle: true,
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    format: file.global ? 'iife' : undefined,
    globalName: file.global,
    footer: file.footer ? { js: file.footer } : {},
    target: file.target ?? ['es2020', 'chrome109', 'firefox115', 'safari16'],
    define: { 'process.env.NODE_ENV': '"production"' },
    metafile: true,
    logLevel: 'warning',
    ...file.options,
  });
  return Object.keys(result.metafile.inputs).map(packageOf).filter(Boolean);
}

function packageOf(path) {
  const match = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path);
  return match && match[1];
}

// packages that name their licence but do not carry its text
const MIT = readFileSync(join(here, 'node_modules/bpmnlint/LICENSE'), 'utf8').trim();
const WITHOUT_FILE = { '@bpmn-io/semver-compat': `(no text of its own; the licence of its siblings by the same makers:)\n\n${MIT}` };

function licence(name) {
  const folder = join(here, 'node_modules', name);
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : WITHOUT_FILE[about.name];
  if (!text) throw new Error(`${name} carries no licence`);
  const kind = typeof about.license === 'string' ? about.license : JSON.stringify(about.license ?? about.licenses);
  return `${'='.repeat(100)}\n${about.name} ${about.version} - ${kind}\n${'='.repeat(100)}\n${text}\n`;
}

const sums = [];
for (const [folder, files] of Object.entries(BUNDLES)) {
  mkdirSync(join(root, folder), { recursive: true });
  const used = new Map();
  for (const file of files) {
    for (const name of await make(folder, file)) used.set(name, [...new Set([...(used.get(name) ?? []), file.out])]);
  }
  const names = [...used.keys()].sort();
  const intro = 'The files in this folder contain the packages below. How to rebuild them: web/frontend/README.md\n\n' +
    names.map((name) => `${name}: ${used.get(name).join(', ')}`).join('\n');
  writeFileSync(join(root, folder, 'LICENSES.txt'), `${intro}\n\n${names.map(licence).join('\n')}`);
  for (const file of [...files.map((each) => each.out), 'LICENSES.txt']) {
    const path = join(root, folder, file);
    if (!existsSync(path)) throw new Error(`${path} was not built`);
    const sum = createHash('sha256').update(readFileSync(path)).digest('hex');
    sums.push(`${sum}  ${relative(root, path)}`);
  }
}
writeFileSync(join(here, 'SHA256SUMS'), sums.join('\n') + '\n');
console.log(sums.join('\n'));
