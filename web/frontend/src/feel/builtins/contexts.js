// Functions of contexts: paths of keys, and the names that Camunda used before.
import * as feelin from 'feelin';

const { builtins, fn, getType, invalidArguments } = feelin;

const isContext = (value) => getType(value) === 'context';
const ofKey = builtins['get value'];

// one key, or the keys on the way to a nested entry
function getValue(context, key) {
  if (!Array.isArray(key)) return feelin.isString(key) ? ofKey(context, key) : invalidArguments('a key is text, got {key}', { key });
  if (!key.length || !key.every(feelin.isString)) return invalidArguments('keys are texts, got {key}', { key });
  return key.reduce((found, each) => (isContext(found) ? ofKey(found, each) : null), context);
}

// contexts that are missing on the way are made
function put(context, keys, value) {
  const [key, ...more] = keys;
  if (!feelin.isString(key)) return invalidArguments('a key is text, got {key}', { key });
  if (!more.length) return { ...context, [key]: value };
  const inner = (Object.hasOwn(context, key) ? context[key] : null) ?? {};
  if (!isContext(inner)) return invalidArguments('{key} is no context', { key });
  const changed = put(inner, more, value);
  return isContext(changed) ? { ...context, [key]: changed } : changed;
}

function contextPut(context, keys, value, key) {
  const path = keys ?? (key == null ? [] : [key]);
  return path.length ? put(context, path, value) : invalidArguments('context put needs a key');
}

const entryPut = fn(contextPut, ['context', 'list?', 'any', 'string?'], ['context', 'keys', 'value', 'key']);

Object.assign(builtins, {
  'get value': fn(getValue, ['context', 'any'], ['m', 'key']),
  'context put': entryPut,
  // Camunda's names of before
  put: entryPut,
  'put all': builtins['context merge'],
});
