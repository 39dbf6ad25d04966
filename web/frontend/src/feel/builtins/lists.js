// Functions of lists that feelin lacks or gets wrong; positions as Camunda counts them.
import * as feelin from 'feelin';
import * as decimal from '@alur/decimal';

const { builtins, fn, equals, getType, invalidArguments } = feelin;

// where a position points in JavaScript's list, as Camunda counts: from 1 at the front, from -1 at the end
function indexOf(list, position) {
  const place = decimal.place(position);
  return place > 0 ? place - 1 : list.length + place;
}

function sublist(list, start, length) {
  if (length === null) return invalidArguments('sublist needs a length that is a number');
  const from = indexOf(list, start);
  const to = length === undefined ? list.length : from + decimal.place(length);
  return list.slice(Math.max(from, 0), Math.max(to, 0));
}

function insertBefore(list, position, newItem) {
  const at = Math.max(indexOf(list, position), 0);
  return [...list.slice(0, at), newItem, ...list.slice(at)];
}

function remove(list, position) {
  const at = indexOf(list, position);
  if (decimal.place(position) === 0) return invalidArguments('there is no position 0');
  return list.filter((_item, index) => index !== at);
}

// DMN's own: a position that is in the list, or a function of two parameters that says which items
function listReplace(list, position, newItem, match) {
  const matcher = position ?? match;
  if (feelin.isNumber(matcher)) {
    const at = indexOf(list, matcher);
    if (at < 0 || at >= list.length) return invalidArguments('the list has no position {matcher}', { matcher });
    return list.map((item, index) => (index === at ? newItem : item));
  }
  if (getType(matcher) !== 'function' || matcher.parameterNames.length !== 2) {
    return invalidArguments('list replace needs a position or a function of two parameters, got {matcher}', { matcher });
  }
  return list.map((item) => (matcher.invoke([item, newItem]) === true ? newItem : item));
}

function union(...lists) {
  return builtins['distinct values'](lists.flat());
}
union.$args = ['...list'];

function partition(list, given) {
  const size = decimal.place(given);
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
  sublist: fn(sublist, ['list', 'number', 'number?'], ['list', 'start', 'length']),
  'insert before': fn(insertBefore, ['list', 'number', 'any?'], ['list', 'position', 'newItem']),
  remove: fn(remove, ['list', 'number'], ['list', 'position']),
  'list replace': fn(listReplace, ['list', 'any?', 'any', 'function?'], ['list', 'position', 'newItem', 'match']),
  append: fn((list, ...items) => [...list, ...items], ['list'], ['list', '...item']),
  union,
  'is empty': fn((list) => list.length === 0, ['list'], ['list']),
  partition: fn(partition, ['list', 'number'], ['list', 'size']),
  'duplicate values': fn(duplicates, ['list'], ['list']),
});
