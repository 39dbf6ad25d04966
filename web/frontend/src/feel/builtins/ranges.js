// Functions of ranges and points that feelin lacks or gets wrong.
import * as feelin from 'feelin';

const { builtins, fn, equals, cmp } = feelin;

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
