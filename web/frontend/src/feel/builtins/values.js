// Functions that take any value: Camunda's own, and `range` of a text.
import * as feelin from 'feelin';

const { builtins, fn, cmp, getType, invalidArguments } = feelin;

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

Object.assign(builtins, {
  range: fn(rangeFrom, ['string'], ['from']),
  'is defined': fn((value) => value !== null && value !== undefined, ['any?'], ['value']),
  'get or else': fn((value, otherwise) => value ?? otherwise ?? null, ['any?', 'any?'], ['value', 'default']),
  assert: fn(assert, ['any?', 'any?', 'string?'], ['value', 'condition', 'cause']),
  fromAi: fn((value) => value, ['any?', 'any?', 'any?', 'any?', 'any?'], ['value', 'description', 'type', 'schema', 'options']),
});
