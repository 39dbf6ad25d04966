// Functions of numbers, all in decimals.
import * as feelin from 'feelin';
import * as decimal from '@alur/decimal';

const { builtins, fn, cmp, getType, invalidArguments } = feelin;

const rounded = (n, scale, mode) => decimal.round(n, decimal.place(scale), mode);
const rounding = (mode) => fn((n, scale) => rounded(n, scale, mode), ['number', 'number'], ['n', 'scale']);
const roundingTo0 = (mode) => fn((n, scale) => rounded(n, scale ?? 0, mode), ['number', 'number?'], ['n', 'scale']);

// what Camunda computes with doubles too
const ofDouble = (compute, refusal) =>
  fn((number) => decimal.fromDouble(compute(Number(number))) ?? invalidArguments(refusal, { number }), ['number'], ['number']);

// a function of one list, or of its items as arguments
function overItems(names, compute) {
  const run = (...given) => {
    if (given.length === 0) return null;
    const items = given.length === 1 && Array.isArray(given[0]) ? given[0] : given;
    return compute(items);
  };
  run.$args = names;
  return run;
}

const numbers = (compute) =>
  overItems(['...list'], (items) =>
    items.every(feelin.isNumber) ? compute(items) : invalidArguments('the list has something that is not a number'));

const total = (items) => items.reduce((sum, item) => (sum === null ? null : decimal.add(sum, item)), 0);
const mean = (items) => (items.length ? decimal.divide(total(items), items.length) : null);
const ascending = (items) => items.slice().sort(cmp);

const extreme = (sign) =>
  overItems(['...list'], (items) => {
    if (!items.length) return null;
    const type = getType(items[0]);
    const orderable = ['number', 'string', 'date', 'time', 'date time', 'duration'].includes(type);
    if (!orderable || items.some((item) => getType(item) !== type)) {
      return invalidArguments('the values of the list cannot be compared');
    }
    return items.reduce((best, item) => (cmp(item, best) * sign > 0 ? item : best));
  });

function median(items) {
  if (!items.length) return null;
  const sorted = ascending(items);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : decimal.divide(decimal.add(sorted[middle - 1], sorted[middle]), 2);
}

function mode(items) {
  const runs = [];
  for (const item of ascending(items)) {
    if (runs.length && cmp(runs.at(-1).item, item) === 0) runs.at(-1).count += 1;
    else runs.push({ item, count: 1 });
  }
  const most = runs.reduce((best, { count }) => Math.max(best, count), 0);
  return runs.filter(({ count }) => count === most).map(({ item }) => item);
}

function deviation(items) {
  if (items.length < 2) return null;
  const center = mean(items);
  const squares = items.map((item) => decimal.power(decimal.subtract(item, center), 2));
  const variance = decimal.divide(total(squares), items.length - 1);
  return variance === null ? null : decimal.fromDouble(Math.sqrt(Number(variance)));
}

function toNumber(from, grouping, point) {
  const allowed = [' ', ',', '.', null, undefined];
  if (!allowed.includes(grouping) || !['.', ',', null, undefined].includes(point) || (point && grouping === point)) {
    return invalidArguments('the separators do not fit');
  }
  let text = grouping ? from.split(grouping).join('') : from;
  if (point === ',') text = text.includes('.') ? '' : text.replace(',', '.');
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    return invalidArguments('{from} is not a number', { from });
  }
  return decimal.literal(text) ?? invalidArguments('{from} is too long', { from });
}

const rest = (n) => decimal.modulo(n, 2);

const MODES = {
  UP: 'up', DOWN: 'down', CEILING: 'ceiling', FLOOR: 'floor', HALF_UP: 'half up', HALF_DOWN: 'half down', HALF_EVEN: 'half even',
};

// the third parameter is Camunda's
function toScale(n, scale, mode) {
  const name = mode?.toUpperCase() ?? 'HALF_EVEN';
  if (Object.hasOwn(MODES, name)) return rounded(n, scale, MODES[name]);
  const cut = name === 'UNNECESSARY' ? rounded(n, scale, 'down') : null;
  return cut !== null && decimal.compare(cut, n) === 0 ? cut : invalidArguments('{mode} does not round {n}', { mode, n });
}

Object.assign(builtins, {
  decimal: fn(toScale, ['number', 'number', 'string?'], ['n', 'scale', 'mode']),
  floor: roundingTo0('floor'),
  ceiling: roundingTo0('ceiling'),
  'round up': rounding('up'),
  'round down': rounding('down'),
  'round half up': rounding('half up'),
  'round half down': rounding('half down'),
  modulo: fn((a, b) => decimal.modulo(a, b) ?? invalidArguments('modulo needs a divisor that is not 0'),
    ['number', 'number'], ['dividend', 'divisor']),
  abs: fn((n) => (feelin.isNumber(n) ? decimal.absoluteValue(n) : feelin.isDuration(n) ? feelin.absDuration(n) : null),
    ['any'], ['n']),
  sqrt: ofDouble(Math.sqrt, 'sqrt(number) expects a number that is not negative, got {number}'),
  log: ofDouble(Math.log, 'log(number) expects a number above 0, got {number}'),
  exp: ofDouble(Math.exp, 'exp({number}) is too large'),
  odd: fn((n) => rest(n) === 1, ['number'], ['number']),
  even: fn((n) => rest(n) === 0, ['number'], ['number']),
  sum: numbers((items) => (items.length ? total(items) : null)),
  mean: numbers(mean),
  product: numbers((items) => (items.length ? items.reduce((a, b) => (a === null ? null : decimal.multiply(a, b))) : null)),
  median: numbers(median),
  mode: numbers(mode),
  stddev: numbers(deviation),
  min: extreme(-1),
  max: extreme(1),
  number: fn(toNumber, ['string', 'string?', 'string?'], ['from', 'grouping separator', 'decimal separator']),
  'random number': fn(() => Math.random(), [], []),
});
