// The types of a DMN file: item definitions, what conforms to them, and the names inside them that FEEL has to know.
import * as feelin from 'feelin';
import { Temporal } from 'temporal-polyfill';

const { builtins, getType, isDate, isDateTime, isDuration, isNumber } = feelin;

// what a value that does not conform turns into; null is a value like any other
export const UNFIT = Symbol('unfit');

const NAMED = {
  Any: 'any', any: 'any', string: 'string', boolean: 'boolean', number: 'number', date: 'date', time: 'time',
  integer: 'number', long: 'number', double: 'number', float: 'number', decimal: 'number',
  dateTime: 'date time', 'date and time': 'date time', context: 'context', list: 'list', range: 'range', function: 'function',
  dayTimeDuration: 'days', 'days and time duration': 'days', yearMonthDuration: 'months', 'years and months duration': 'months',
  duration: 'duration', Null: 'nil',
};

const isFit = {
  any: () => true,
  function: isCallable,
  days: (value) => isDuration(value) && !value.yearsMonths,
  months: (value) => isDuration(value) && value.yearsMonths,
};

// a function of FEEL, or one of its built-ins
export function isCallable(value) {
  return typeof value === 'function' || getType(value) === 'function';
}

export class Types {
  // items: name -> {base, collection, components: {name: type}, allowed: test, function}
  constructor(items) {
    this.items = items;
    this.shapes = new Map();
  }

  item(ref) {
    return Object.hasOwn(this.items, ref) ? this.items[ref] : null;
  }

  // the value as the type wants it (a list of one for its item and the other way round, a date for a date with time),
  // or UNFIT
  conform(ref, value) {
    if (value === null || value === undefined) return null;
    const item = typeof ref === 'object' ? ref : this.item(ref);
    if (item) return this.conformItem(item, value);
    const kind = Object.hasOwn(NAMED, ref ?? 'Any') ? NAMED[ref ?? 'Any'] : 'any';
    return conformNamed(kind, value);
  }

  conformItem(item, value) {
    if (item.function) return isCallable(value) ? value : UNFIT;
    if (!item.collection) return this.conformOne(item, Array.isArray(value) && value.length === 1 && !this.isList(item) ? value[0] : value);
    const items = (Array.isArray(value) ? value : [value]).map((each) => this.conformOne({ ...item, allowed: null }, each));
    if (items.includes(UNFIT)) return UNFIT;
    // allowed values of a collection are those of its items
    return item.allowed && !items.every((each) => each === null || item.allowed(each)) ? UNFIT : items;
  }

  conformOne(item, value) {
    if (value === null || value === undefined) return null;
    let found = value;
    if (item.components) {
      if (getType(value) !== 'context') return UNFIT;
      found = { ...value };
      for (const [name, type] of Object.entries(item.components)) {
        if (!Object.hasOwn(value, name)) return UNFIT;
        found[name] = this.conform(type, value[name]);
        if (found[name] === UNFIT) return UNFIT;
      }
    } else {
      found = this.conform(item.base, value);
    }
    if (found === UNFIT) return UNFIT;
    return item.allowed && found !== null && !item.allowed(found) ? UNFIT : found;
  }

  isList(item) {
    const base = item.components ? null : this.item(item.base);
    return item.collection || item.base === 'list' || (base ? this.isList(base) : false);
  }

  // `value instance of ref`, or undefined if the type is not of this file; allowed values do not count
  instance(ref, value) {
    const item = this.item(ref);
    return item ? value !== null && value !== undefined && this.strictly(item, value) : undefined;
  }

  strictly(ref, value) {
    const item = typeof ref === 'object' && ref !== null ? ref : this.item(ref);
    if (!item) {
      const kind = Object.hasOwn(NAMED, ref ?? 'Any') ? NAMED[ref ?? 'Any'] : 'any';
      return value === null || (isFit[kind] ? isFit[kind](value) : getType(value) === kind);
    }
    if (item.function) return isCallable(value);
    const one = (each) => {
      if (each === null) return true;
      if (item.components) {
        return getType(each) === 'context' && Object.entries(item.components).every(([name, type]) => Object.hasOwn(each, name) && this.strictly(type, each[name]));
      }
      return this.strictly(item.base, each);
    };
    return item.collection ? Array.isArray(value) && value.every(one) : one(value);
  }

  // names inside values of the type, for FEEL's parser: names with blanks can only be read when they are known
  shape(ref) {
    const item = typeof ref === 'object' && ref !== null ? ref : this.item(ref);
    if (!item) return {};
    if (!this.shapes.has(item)) {
      const shape = {};
      this.shapes.set(item, shape);
      if (item.components) {
        for (const [name, type] of Object.entries(item.components)) shape[name] = this.shape(type);
      } else if (item.function) Object.assign(shape, this.shape(item.function.returns));
      else Object.assign(shape, this.shape(item.base));
    }
    return this.shapes.get(item);
  }
}

function conformNamed(kind, value) {
  if (kind === 'any') return value;
  const one = Array.isArray(value) && value.length === 1 && kind !== 'list' ? value[0] : value;
  if (kind === 'date time' && isDate(one)) return new feelin.FeelDateTime(one.value.toPlainDateTime(Temporal.PlainTime.from('00:00')), 'UTC');
  if (kind === 'list') return Array.isArray(value) ? value : [value];
  if (kind === 'nil') return UNFIT;
  return (isFit[kind] ? isFit[kind](one) : getType(one) === kind) ? one : UNFIT;
}

// text of a variable as the date, time or duration that a type asks for; variables are JSON and have none of them
export function fromText(types, ref, value) {
  if (Array.isArray(value)) return value.map((each) => fromText(types, ref, each));
  const item = typeof ref === 'object' && ref !== null ? ref : types.item(ref);
  if (item?.components) {
    if (getType(value) !== 'context') return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, Object.hasOwn(item.components, name) ? fromText(types, item.components[name], each) : each]));
  }
  if (item) return item.function ? value : fromText(types, item.base, value);
  if (typeof value !== 'string' || !Object.hasOwn(NAMED, ref ?? '')) return value;
  const make = { date: 'date', time: 'time', 'date time': 'date and time', days: 'duration', months: 'duration', duration: 'duration' }[NAMED[ref]];
  if (!make) return value;
  const found = builtins[make](value);
  return getType(found) === 'literal' ? value : found ?? value;
}

// Camunda 7's conversion of inputs and outputs of decision tables; UNFIT where Camunda throws
export function transform(ref, value, zone) {
  if (value === null || value === undefined) return null;
  switch (ref) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return typeof value === 'string' && /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : UNFIT;
    case 'integer': case 'long': {
      const number = isNumber(value) ? value : typeof value === 'string' && /^[+-]?\d+$/.test(value) ? builtins.number(value, null, null) : UNFIT;
      return number !== UNFIT && Number.isInteger(Number(number)) ? number : UNFIT;
    }
    case 'double':
      if (isNumber(value)) return value;
      return typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) ? builtins.number(value.trim(), null, null) : UNFIT;
    case 'string':
      return typeof value === 'string' ? value : feelin.toString(value);
    case 'date':
      return isDate(value) || isDateTime(value) ? value : typeof value === 'string' ? localDate(value, zone) : UNFIT;
    default:
      return value;
  }
}

// a Java Date has no zone: FEEL sees it as a date with time on the engine's wall clock
function localDate(text, zone) {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return fitting(builtins.date(text), isDate);
  const found = builtins['date and time'](text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!isDateTime(found) || found.zone === null) return fitting(found, isDateTime);
  return new feelin.FeelDateTime(feelin.zonedDateTime(found).withTimeZone(zone).toPlainDateTime(), null);
}

const fitting = (value, is) => (is(value) ? value : UNFIT);
