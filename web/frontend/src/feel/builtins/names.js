// Other names of parameters: Camunda's documentation and DMN's do not always agree.
import * as feelin from 'feelin';

const ENDS = { point1: 'a', range1: 'a', point2: 'b', range2: 'b' };
const OTHER_NAMES = {
  abs: { number: 'n' },
  'get entries': { context: 'm' },
  'get value': { context: 'm', keys: 'key' },
  append: { items: 'item' },
  concatenate: { lists: 'list' },
  union: { lists: 'list' },
  extract: { input: 'string' },
  'from json': { json: 'value' },
  before: ENDS,
  after: ENDS,
};

for (const [name, others] of Object.entries(OTHER_NAMES)) feelin.builtins[name].$also = others;
