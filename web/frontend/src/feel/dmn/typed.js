// Values that JSON lacks, marked as {"$feel": type, "value": text}: dates, times, durations, and numbers beyond a double.
import * as feelin from 'feelin';
import { plain } from '../builtins.js';

const { builtins, getType } = feelin;
const MAKERS = {
  date: 'date', time: 'time', 'date and time': 'date and time', 'days and time duration': 'duration',
  'years and months duration': 'duration', number: 'number',
};

export function fromTyped(value) {
  if (Array.isArray(value)) return value.map(fromTyped);
  if (getType(value) !== 'context') return value;
  if (typeof value.$feel === 'string' && Object.hasOwn(MAKERS, value.$feel)) {
    const found = value.$feel === 'number' ? builtins.number(String(value.value), null, null) : builtins[MAKERS[value.$feel]](String(value.value));
    return getType(found) === 'literal' ? null : found;
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromTyped(each)]));
}

export function toTyped(value) {
  switch (getType(value)) {
    case 'list': return value.map(toTyped);
    case 'context': return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toTyped(each)]));
    case 'date': case 'time': return marked(getType(value), value.toString());
    case 'date time': return marked('date and time', value.toString());
    case 'duration': return marked(value.yearsMonths ? 'years and months duration' : 'days and time duration', value.toString());
    case 'number': return typeof value === 'number' ? plain(value) : marked('number', feelin.toString(value));
    default: return plain(value);
  }
}

const marked = (type, text) => ({ $feel: type, value: text });
