// Decimal arithmetic for FEEL, as Java's BigDecimal with 34 digits gives it (DECIMAL128): every result is computed
// exactly and rounded once, half to even. A value has one of three forms: a double, where its shortest text is the exact
// decimal (up to 15 digits always, 17 sometimes); a BigInt for integers beyond 2^53; a Decimal for every other fraction.
// Null stands for "no such number".

const SAFE = Number.MAX_SAFE_INTEGER;
const WIDE = BigInt(SAFE);
const DIGITS = 34;
const MOST = 10n ** BigInt(DIGITS);
const LONGEST = 4000;
const LARGEST = 10n ** BigInt(LONGEST);
// the places that DMN lets numbers be rounded to
const FINEST = 6176;
const COARSEST = -6111;

// coefficient / 10^scale, scale > 0, no zeros at the end
export class Decimal {
  constructor(coefficient, scale) {
    this.coefficient = coefficient;
    this.scale = scale;
  }

  // what JavaScript's own functions compute with
  valueOf() {
    return Number(`${this.coefficient}e-${this.scale}`);
  }

  toString() {
    return text(this);
  }
}

export const isNumber = (x) => typeof x === 'number' || typeof x === 'bigint' || x instanceof Decimal;

const powers = Array.from({ length: 80 }, (_, n) => 10n ** BigInt(n));
const power10 = (n) => powers[n] ?? 10n ** BigInt(n);
const usable = (x) => typeof x !== 'number' || Number.isFinite(x);
const absolute = (c) => (c < 0n ? -c : c);
const length = (c) => absolute(c).toString().length;
const bothWhole = (a, b) => Number.isInteger(a) && Number.isInteger(b);

// x = coefficient / 10^scale, scale >= 0
function parts(x) {
  if (typeof x === 'bigint') return [x, 0];
  if (typeof x === 'object') return [x.coefficient, x.scale];
  if (Number.isSafeInteger(x)) return [BigInt(x), 0];
  let digits = String(x);
  let scale = 0;
  const e = digits.indexOf('e');
  if (e > 0) {
    scale = -Number(digits.slice(e + 1));
    digits = digits.slice(0, e);
  }
  const dot = digits.indexOf('.');
  if (dot >= 0) {
    scale += digits.length - dot - 1;
    digits = digits.slice(0, dot) + digits.slice(dot + 1);
  }
  const coefficient = BigInt(digits);
  return scale < 0 ? [coefficient * power10(-scale), 0] : [coefficient, scale];
}

function whole(c) {
  if (c <= WIDE && c >= -WIDE) return Number(c);
  return absolute(c) >= LARGEST ? null : c;
}

// the value in its form, with all its digits
function exact(c, scale) {
  if (scale <= 0) return -scale > LONGEST ? (c === 0n ? 0 : null) : whole(c * power10(-scale));
  if (c === 0n) return 0;
  const digits = absolute(c).toString();
  let end = digits.length;
  while (scale > 0 && digits[end - 1] === '0') {
    end -= 1;
    scale -= 1;
  }
  const kept = end === digits.length ? c : c / power10(digits.length - end);
  if (scale === 0) return whole(kept);
  if (end <= 17 && scale < 300) {
    const double = Number(`${kept}e-${scale}`);
    if (end <= 15) return double;
    const [coefficient, places] = parts(double);
    if (places === scale && coefficient === kept) return double;
  }
  return new Decimal(kept, scale);
}

function cut(c, scale, digits = DIGITS) {
  const limit = digits === DIGITS ? MOST : power10(digits);
  const excess = c < limit && c > -limit ? 0 : length(c) - digits;
  const places = Math.max(excess, scale - FINEST);
  return places > 0 ? [divideRounded(c, power10(places), 'half even'), scale - places] : [c, scale];
}

const rounded = (c, scale) => exact(...cut(c, scale));

function divideRounded(c, d, mode) {
  const quotient = c / d;
  const rest = c % d;
  if (rest === 0n) return quotient;
  const sign = c < 0n ? -1n : 1n;
  const half = absolute(rest) * 2n;
  const away = {
    floor: sign < 0n,
    ceiling: sign > 0n,
    up: true,
    down: false,
    'half up': half >= d,
    'half down': half > d,
    'half even': half > d || (half === d && quotient % 2n !== 0n),
  }[mode];
  return away ? quotient + sign : quotient;
}

// QuickJS gets `-5n > -3000000000` wrong, so a BigInt is only ever compared with a BigInt
export function compare(a, b) {
  if (typeof a !== 'number' || typeof b !== 'number') {
    if (!usable(a) || !usable(b)) return 0;
    [a, b] = common(a, b);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function common(a, b) {
  const [x, s] = parts(a);
  const [y, t] = parts(b);
  const scale = Math.max(s, t);
  return [x * power10(scale - s), y * power10(scale - t), scale];
}

export function add(a, b) {
  if (bothWhole(a, b) && Math.abs(a + b) <= SAFE) return a + b;
  if (!usable(a) || !usable(b)) return null;
  const [x, y, scale] = common(a, b);
  return rounded(x + y, scale);
}

export function negate(a) {
  if (a instanceof Decimal) return new Decimal(-a.coefficient, a.scale);
  return typeof a === 'bigint' ? -a : 0 - a;
}

export const subtract = (a, b) => add(a, negate(b));

export function multiply(a, b) {
  // + 0, for -0 is no number of FEEL
  if (bothWhole(a, b) && Math.abs(a * b) <= SAFE) return a * b + 0;
  if (!usable(a) || !usable(b)) return null;
  const [x, s] = parts(a);
  const [y, t] = parts(b);
  return rounded(x * y, s + t);
}

export function divide(a, b) {
  if (!usable(a) || !usable(b) || compare(b, 0) === 0) return null;
  if (bothWhole(a, b) && a % b === 0 && Math.abs(a) <= SAFE) return a / b + 0;
  const [x, y] = common(a, b);
  return rounded(...quotient(x, y, DIGITS));
}

// more digits than wanted; the last one says whether anything is left, so that rounding once more is right
function quotient(x, y, digits) {
  const scale = Math.max(0, digits + 2 + length(y) - length(x));
  const dividend = x * power10(scale);
  const found = dividend / y;
  if (dividend % y === 0n) return [found, scale];
  return [found * 10n + ((x < 0n) === (y < 0n) ? 1n : -1n), scale + 1];
}

export function power(a, b) {
  if (!usable(a) || !usable(b)) return null;
  if (!Number.isInteger(b)) return b instanceof Decimal || typeof b === 'number' ? fromDouble(Math.pow(Number(a), Number(b))) : null;
  const base = parts(a);
  if (base[0] === 0n) return b > 0 ? 0 : b === 0 ? 1 : null;
  // as Java's BigDecimal.pow: some digits more on the way
  const digits = DIGITS + String(Math.abs(b)).length + 1;
  let result = [1n, 0];
  let square = base;
  for (let rest = Math.abs(b); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2) result = cut(result[0] * square[0], result[1] + square[1], digits);
    if (rest > 1) square = cut(square[0] * square[0], square[1] * 2, digits);
    if (square[0] === 0n || result[0] === 0n) return b > 0 ? 0 : null;
    if (-square[1] > 2 * LONGEST || -result[1] > 2 * LONGEST) return b > 0 ? null : 0;
  }
  if (b > 0) return rounded(...result);
  const [inverse, scale] = quotient(1n, result[0], digits);
  return rounded(inverse, scale - result[1]);
}

export function modulo(a, b) {
  if (!usable(a) || !usable(b) || compare(b, 0) === 0) return null;
  const [x, y, scale] = common(a, b);
  return rounded(((x % y) + y) % y, scale);
}

export function round(n, scale, mode) {
  if (!usable(n) || !Number.isInteger(scale) || scale > FINEST || scale < COARSEST) return null;
  const [c, s] = parts(n);
  return scale >= s ? n : exact(divideRounded(c, power10(s - scale), mode), scale);
}

export const absoluteValue = (n) => (compare(n, 0) < 0 ? negate(n) : n);

// what JavaScript computed, with the digits of its shortest text
export const fromDouble = (x) => (Number.isFinite(x) ? x + 0 : null);

// a place in a list or text: what is behind the point does not count, and what is far outside stays outside
export const place = (n) => Math.trunc(Math.min(Math.max(Number(n), -SAFE), SAFE));

// all digits, never an exponent: what `string` gives
export function text(n) {
  if (typeof n !== 'object') {
    const short = String(n);
    if (!short.includes('e')) return short;
  }
  const [c, scale] = parts(n);
  const digits = absolute(c).toString().padStart(scale + 1, '0');
  return (c < 0n ? '-' : '') + (scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits);
}

// Text of digits -> value, all of them. Null if this arithmetic knows no such number.
export function literal(text) {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match || !(match[2] || match[3])) return null;
  const fraction = match[3] ?? '';
  const exponent = Number(match[4] ?? 0);
  const scale = fraction.length - exponent;
  if (scale > FINEST || -scale > LONGEST) return null;
  const coefficient = BigInt(match[2] + fraction);
  return exact(match[1] === '-' ? -coefficient : coefficient, scale);
}
