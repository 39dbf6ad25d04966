// Functions of dates that feelin lacks or gets wrong.
import * as feelin from 'feelin';
import { Temporal } from 'temporal-polyfill';

const { builtins, fn, invalidArguments } = feelin;

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
