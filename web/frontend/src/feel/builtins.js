// FEEL built-ins that feelin lacks or gets wrong. Camunda's semantics come first, then DMN's.
import './builtins/numbers.js';
import './builtins/text.js';
import './builtins/lists.js';
import './builtins/contexts.js';
import './builtins/times.js';
import './builtins/ranges.js';

export { fromJson, plain, toJson } from './builtins/json.js';
export { AssertionFailed } from './builtins/values.js';
// the last, for it speaks of the others
import './builtins/names.js';
