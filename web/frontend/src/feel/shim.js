// What QuickJS lacks and feelin's calendar needs: just enough Intl to turn an instant into a zone's wall clock.
// Zones are tables of offsets that the host loads; a zone that is asked for and not there is noted for the host.

const zones = new Map();
export const missing = new Set();

export function loadZone(name, table) {
  zones.set(name.toUpperCase(), table && { name, starts: table.starts, offsets: table.offsets });
}

class DateTimeFormat {
  constructor(_locale, options = {}) {
    this.asked = options.timeZone ?? 'UTC';
    if (/^(utc|etc\/utc|gmt|etc\/gmt)$/i.test(this.asked)) {
      this.zone = { name: 'UTC', starts: [], offsets: [0] };
      return;
    }
    this.zone = zones.get(this.asked.toUpperCase());
    if (!this.zone) {
      if (this.zone === undefined) missing.add(this.asked);
      throw new RangeError(`unknown time zone ${this.asked}`);
    }
  }

  resolvedOptions() {
    return { timeZone: this.zone.name, calendar: 'iso8601', locale: 'en' };
  }

  formatToParts(epochMilliseconds) {
    const { starts, offsets } = this.zone;
    const seconds = Math.floor(Number(epochMilliseconds) / 1000);
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= seconds) low = middle + 1;
      else high = middle;
    }
    const wall = new Date((seconds + offsets[low]) * 1000);
    const year = wall.getUTCFullYear();
    const parts = {
      era: year > 0 ? 'AD' : 'BC', year: year > 0 ? year : 1 - year, month: wall.getUTCMonth() + 1,
      day: wall.getUTCDate(), hour: wall.getUTCHours(), minute: wall.getUTCMinutes(), second: wall.getUTCSeconds(),
    };
    return Object.entries(parts).map(([type, value]) => ({ type, value: String(value) }));
  }
}

globalThis.Intl = { DateTimeFormat };
// data may have a key of this name; without the accessor it is a key like any other
delete Object.prototype.__proto__;
