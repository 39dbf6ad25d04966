// FEEL built-ins that feelin lacks or gets wrong: decimal numbers, interval functions, and Camunda 8's own functions.
import * as feelin from 'feelin';
import { Temporal } from 'temporal-polyfill';
import * as decimal from '@alur/decimal';

const { builtins, fn, equals, cmp, getType, invalidArguments } = feelin;

// --- numbers -------------------------------------------------------------------------------------------------------

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

Object.assign(builtins, {
  decimal: rounding('half even'),
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

// --- text ----------------------------------------------------------------------------------------------------------

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function toBase64(text) {
  const bytes = Array.from(unescape(encodeURIComponent(text)), (each) => each.charCodeAt(0));
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const four = [18, 12, 6, 0].map((shift) => BASE64[(three >> shift) & 63]).join('');
    out += four.slice(0, Math.min(bytes.length - i, 3) + 1).padEnd(4, '=');
  }
  return out;
}

function fromBase64(text) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return invalidArguments('{text} is not base64', { text });
  }
  const bits = text.replace(/=+$/, '');
  const bytes = [];
  for (let i = 0; i < bits.length; i += 4) {
    const four = [0, 1, 2, 3].reduce((all, j) => (all << 6) | Math.max(0, BASE64.indexOf(bits[i + j] ?? 'A')), 0);
    const known = Math.min(bits.length - i, 4) - 1;
    for (let j = 0; j < known; j += 1) bytes.push((four >> (16 - 8 * j)) & 255);
  }
  try {
    return decodeURIComponent(escape(String.fromCharCode(...bytes)));
  } catch {
    return invalidArguments('{text} does not hold text', { text });
  }
}

function uuid() {
  const digit = (bits) => Math.floor(Math.random() * bits).toString(16);
  const digits = (count) => Array.from({ length: count }, () => digit(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-${'89ab'[Math.floor(Math.random() * 4)]}${digits(3)}-${digits(12)}`;
}

function matchesOf(text, pattern) {
  let expression;
  try {
    expression = new RegExp(pattern, 'gu');
  } catch {
    return invalidArguments('{pattern} is not a pattern', { pattern });
  }
  return Array.from(text.matchAll(expression), (match) => match[0]);
}

function joined(list, delimiter, prefix, suffix) {
  if (list.some((item) => item !== null && !feelin.isString(item))) {
    return invalidArguments('the list has something that is not text');
  }
  return (prefix ?? '') + list.filter((item) => item !== null).join(delimiter ?? '') + (suffix ?? '');
}

function substring(text, start, length) {
  const letters = Array.from(text);
  const from = start < 0 ? letters.length + start : start - 1;
  if (from < 0 || start === 0) return invalidArguments('substring starts outside the text');
  return letters.slice(from, length == null ? undefined : from + length).join('');
}

// --- JSON: numbers keep their digits, times become ISO 8601 ---------------------------------------------------------

export function plain(value) {
  switch (getType(value)) {
    case 'nil': return null;
    case 'number': return typeof value !== 'number' || Number.isFinite(value) ? value : null;
    case 'list': return value.map(plain);
    case 'context': return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
    case 'boolean': case 'string': return value;
    case 'date': case 'duration': return value.toString();
    case 'time': case 'date time': return isoText(value);
    default: throw new Error(`a ${getType(value)} cannot be a value outside of the expression`);
  }
}

// ISO 8601 knows offsets only; a time of day in a named zone has none, since it depends on the date
function isoText(value) {
  const named = value.zone !== null && value.zone !== 'UTC' && !/^[+-]/.test(value.zone);
  if (!named || feelin.isTime(value)) return value.toString();
  const offset = feelin.zonedDateTime(value).offset;
  return value.value.toString() + (offset === '+00:00' ? 'Z' : offset);
}

export function toJson(value) {
  if (typeof value === 'bigint' || value instanceof decimal.Decimal) return value.toString();
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${toJson(each)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

const WIDE = /\d[\d.]{15}|\\u0000/;

// how a number of many digits is marked; PostgreSQL's JSON cannot hold this key, so no data looks like it
const MARK = '\u0000';

function revive(_key, value) {
  return value !== null && typeof value === 'object' && typeof value[MARK] === 'string' ? decimal.literal(value[MARK]) : value;
}

export function fromJson(text) {
  return WIDE.test(text) ? JSON.parse(widened(text), revive) : JSON.parse(text);
}

// marks numbers that a double cannot hold, outside of strings
function widened(text) {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => {
    if (token[0] === '"' || token.length < 16) return token;
    const value = decimal.literal(token);
    return value === null || typeof value === 'number' ? token : `{${JSON.stringify(MARK)}:"${token}"}`;
  });
}

function parsedJson(text) {
  try {
    return fromJson(text);
  } catch {
    return invalidArguments('{text} is not JSON', { text });
  }
}

Object.assign(builtins, {
  substring: fn(substring, ['string', 'number', 'number?'], ['string', 'start position', 'length']),
  'string join': fn(joined, ['list', 'string?', 'string?', 'string?'], ['list', 'delimiter', 'prefix', 'suffix']),
  'is blank': fn((text) => text.trim() === '', ['string'], ['string']),
  trim: fn((text) => text.trim(), ['string'], ['string']),
  extract: fn(matchesOf, ['string', 'string'], ['string', 'pattern']),
  uuid: fn(uuid, [], []),
  'to base64': fn(toBase64, ['string'], ['value']),
  'from base64': fn(fromBase64, ['string'], ['value']),
  'to json': fn((value) => toJson(plain(value)), ['any'], ['value']),
  'from json': fn(parsedJson, ['string'], ['value']),
});

// --- values, lists -------------------------------------------------------------------------------------------------

function assert(value, condition, cause) {
  if (condition === true) return value;
  throw new AssertionFailed(cause ?? "The condition is not fulfilled");
}

export class AssertionFailed extends Error {}

const BOUND = '(null|-?(?:\\d+(?:\\.\\d+)?|\\.\\d+)|@?"(?:[^"\\\\]|\\\\.)*"|(?:date|time|date and time|duration)\\("[^"]*"\\))';
const RANGE = new RegExp(`^\\s*([\\[\\]\\(])\\s*${BOUND}\\s*\\.\\.\\s*${BOUND}\\s*([\\]\\[\\)])\\s*$`);

// range("[1..3]"): the bounds are literals
function rangeFrom(text) {
  const found = RANGE.exec(text);
  const bounds = found && [found[2], found[3]].map((bound) => feelin.evaluate(bound).value);
  const [start, end] = bounds ?? [null, null];
  const fits = start === null ? end !== null : end === null || (getType(start) === getType(end) && cmp(start, end) <= 0);
  if (!fits) return invalidArguments('{text} is not a range', { text });
  return feelin.createRange(start, end, start !== null && found[1] === '[', end !== null && found[4] === ']');
}

function partition(list, size) {
  if (!(size > 0)) return invalidArguments('partition needs a size above 0');
  const pieces = [];
  for (let i = 0; i < list.length; i += size) pieces.push(list.slice(i, i + size));
  return pieces;
}

function duplicates(list) {
  const found = [];
  list.forEach((item, index) => {
    const again = list.slice(index + 1).some((other) => equals(item, other) === true);
    if (again && !found.some((other) => equals(item, other) === true)) found.push(item);
  });
  return found;
}

Object.assign(builtins, {
  range: fn(rangeFrom, ['string'], ['from']),
  'is defined': fn((value) => value !== null && value !== undefined, ['any?'], ['value']),
  'get or else': fn((value, otherwise) => value ?? otherwise ?? null, ['any?', 'any?'], ['value', 'default']),
  assert: fn(assert, ['any?', 'any?', 'string?'], ['value', 'condition', 'cause']),
  fromAi: fn((value) => value, ['any?', 'any?', 'any?', 'any?', 'any?'], ['value', 'description', 'type', 'schema', 'options']),
  'is empty': fn((list) => list.length === 0, ['list'], ['list']),
  partition: fn(partition, ['list', 'number'], ['list', 'size']),
  'duplicate values': fn(duplicates, ['list'], ['list']),
});

// --- dates ---------------------------------------------------------------------------------------------------------

const makeDateTime = builtins['date and time'];

function dateAndTime(first, second, from) {
  if (feelin.isDateTime(first) && feelin.isString(second)) {
    const zone = second === 'Z' ? 'UTC' : second;
    if (first.zone === null) return feelin.parseDateTime(`${first.value}@${second}`.replace('@Z', 'Z'));
    try {
      const moved = feelin.zonedDateTime(first).withTimeZone(zone);
      return new feelin.FeelDateTime(moved.toPlainDateTime(), zone);
    } catch {
      return invalidArguments('there is no time zone {zone}', { zone });
    }
  }
  return makeDateTime(first, second, from);
}
dateAndTime.$args = ['date', 'time', 'from'];

function lastDay(date) {
  const day = date.value.toPlainDate ? date.value.toPlainDate() : date.value;
  return new feelin.FeelDate(Temporal.PlainDate.from({ year: day.year, month: day.month, day: day.daysInMonth }));
}

Object.assign(builtins, {
  'date and time': dateAndTime,
  'last day of month': fn(lastDay, ['date time'], ['date']),
});

// --- intervals -----------------------------------------------------------------------------------------------------

const isRange = (value) => value instanceof feelin.FeelRange;
const starts = (r) => r['start included'];
const ends = (r) => r['end included'];

function overlapsBefore(a, b) {
  const first = cmp(a.start, b.start);
  const touch = cmp(a.end, b.start);
  const last = cmp(a.end, b.end);
  return (first < 0 || (first === 0 && starts(a) && !starts(b))) &&
    (touch > 0 || (touch === 0 && ends(a) && starts(b))) &&
    (last < 0 || (last === 0 && (!ends(a) || ends(b))));
}

function finishes(a, b) {
  if (!isRange(b)) return null;
  if (!isRange(a)) return ends(b) && cmp(b.end, a) === 0;
  const first = cmp(a.start, b.start);
  return cmp(a.end, b.end) === 0 && ends(a) === ends(b) && (first > 0 || (first === 0 && (!starts(a) || starts(b))));
}

function begins(a, b) {
  if (!isRange(b)) return null;
  if (!isRange(a)) return starts(b) && cmp(b.start, a) === 0;
  const last = cmp(a.end, b.end);
  return cmp(a.start, b.start) === 0 && starts(a) === starts(b) && (last < 0 || (last === 0 && (!ends(a) || ends(b))));
}

const same = (a, b) => (isRange(a) && isRange(b) ? equals(a, b) : isRange(a) || isRange(b) ? null : equals(a, b));
const ranges = (compute) => fn(compute, ['range', 'range'], ['range1', 'range2']);
const points = (compute, names) => fn(compute, ['any', 'any'], names);

Object.assign(builtins, {
  'overlaps before': ranges(overlapsBefore),
  'overlaps after': ranges((a, b) => overlapsBefore(b, a)),
  finishes: points(finishes, ['range1', 'range2']),
  'finished by': points((a, b) => finishes(b, a), ['range1', 'range2']),
  starts: points(begins, ['range1', 'range2']),
  'started by': points((a, b) => begins(b, a), ['range1', 'range2']),
  during: points((a, b) => (isRange(b) ? feelin.includes(b, a) : null), ['value', 'range']),
  coincides: points(same, ['range1', 'range2']),
});
