// FEEL's values as JSON and back: numbers keep their digits, times become ISO 8601.
import * as feelin from 'feelin';
import * as decimal from '@alur/decimal';

const { builtins, fn, getType, invalidArguments } = feelin;

// the value as JSON has it; `ofTime` gives the text of what is a time
export function plain(value, ofTime = isoText) {
  switch (getType(value)) {
    case 'nil': return null;
    case 'number': return typeof value !== 'number' || Number.isFinite(value) ? value : null;
    case 'list': return value.map((each) => plain(each, ofTime));
    case 'context': return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each, ofTime)]));
    case 'boolean': case 'string': return value;
    case 'date': case 'duration': return value.toString();
    case 'time': case 'date time': return ofTime(value);
    default: throw new Error(`a ${getType(value)} cannot be a value outside of the expression`);
  }
}

const isNamed = (zone) => zone !== null && zone !== 'UTC' && !/^[+-]/.test(zone);

// ISO 8601 knows offsets only; a time of day in a named zone has none, since it depends on the date
function isoText(value) {
  if (!isNamed(value.zone) || feelin.isTime(value)) return value.toString();
  const offset = feelin.zonedDateTime(value).offset;
  return value.value.toString() + (offset === '+00:00' ? 'Z' : offset);
}

// as Camunda writes it into JSON: 2025-11-24T10:00:00+01:00[Europe/Berlin]
function javaText(value) {
  const text = isoText(value);
  return feelin.isDateTime(value) && isNamed(value.zone) ? `${text}[${value.zone}]` : text;
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
  'to json': fn((value) => toJson(plain(value, javaText)), ['any'], ['value']),
  'from json': fn(parsedJson, ['string'], ['value']),
});
