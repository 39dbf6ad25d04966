// Decimal arithmetic for FEEL: what people write as 0.1 + 0.2 is 0.3. A value is a double where its shortest form is
// the exact decimal (up to 15 digits), a BigInt for integers beyond 2^53. Results are computed exactly, then rounded:
// integers to 34 digits as in FEEL, others to the nearest double. Null stands for "no such number".

const SAFE = Number.MAX_SAFE_INTEGER;
const WIDE = BigInt(SAFE);
const DIGITS = 34;
const LARGEST = 10n ** 308n;

const power10 = (n) => 10n ** BigInt(n);
const finite = (x) => (typeof x === 'bigint' || Number.isFinite(x) ? x : null);
const absolute = (c) => (c < 0n ? -c : c);

// x = coefficient / 10^scale, scale >= 0
function parts(x) {
  if (typeof x === 'bigint') return [x, 0];
  let text = String(x);
  let scale = 0;
  const e = text.indexOf('e');
  if (e > 0) {
    scale = -Number(text.slice(e + 1));
    text = text.slice(0, e);
  }
  const dot = text.indexOf('.');
  if (dot >= 0) {
    scale += text.length - dot - 1;
    text = text.slice(0, dot) + text.slice(dot + 1);
  }
  const coefficient = BigInt(text);
  return scale < 0 ? [coefficient * power10(-scale), 0] : [coefficient, scale];
}

function whole(c) {
  if (c <= WIDE && c >= -WIDE) return Number(c);
  const excess = absolute(c).toString().length - DIGITS;
  if (excess > 0) c = divideRounded(c, power10(excess), 'half even') * power10(excess);
  return absolute(c) > LARGEST ? null : c;
}

function number(c, scale) {
  while (scale > 0 && c % 10n === 0n) {
    c /= 10n;
    scale -= 1;
  }
  if (scale === 0) return whole(c);
  const digits = absolute(c).toString().padStart(scale + 1, '0');
  return Number(`${c < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`);
}

function divideRounded(c, d, mode) {
  if (d < 0n) {
    c = -c;
    d = -d;
  }
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
  if (typeof a !== typeof b) {
    if (!usable(a, b)) return 0;
    [a, b] = common(a, b);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

const bothWhole = (a, b) => Number.isInteger(a) && Number.isInteger(b);
const usable = (a, b) => finite(a) !== null && finite(b) !== null;

function common(a, b) {
  const [x, s] = parts(a);
  const [y, t] = parts(b);
  const scale = Math.max(s, t);
  return [x * power10(scale - s), y * power10(scale - t), scale];
}

export function add(a, b) {
  if (bothWhole(a, b) && Math.abs(a + b) <= SAFE) return a + b;
  if (!usable(a, b)) return null;
  const [x, y, scale] = common(a, b);
  return finite(number(x + y, scale));
}

export const negate = (a) => (typeof a === 'bigint' ? -a : 0 - a);

export const subtract = (a, b) => add(a, negate(b));

export function multiply(a, b) {
  if (bothWhole(a, b) && Math.abs(a * b) <= SAFE) return a * b;
  if (!usable(a, b)) return null;
  const [x, s] = parts(a);
  const [y, t] = parts(b);
  return finite(number(x * y, s + t));
}

export function divide(a, b) {
  if (compare(b, 0) === 0 || !usable(a, b)) return null;
  if (bothWhole(a, b) && a % b === 0 && Math.abs(a) <= SAFE) return a / b;
  const [x, y] = common(a, b);
  const scale = DIGITS + absolute(y).toString().length;
  return finite(number(divideRounded(x * power10(scale), y, 'half even'), scale));
}

export function power(a, b) {
  const exponent = Number(b);
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 1000) {
    if (typeof a === 'bigint') return null;
    return finite(Math.pow(a, exponent));
  }
  if (exponent < 0) {
    const below = power(a, -exponent);
    return below === null ? null : divide(1, below);
  }
  let result = 1;
  for (let base = a, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2) result = multiply(result, base);
    if (result === null) return null;
    if (rest > 1) base = multiply(base, base);
    if (base === null) return null;
  }
  return result;
}

export function modulo(a, b) {
  if (compare(b, 0) === 0 || !usable(a, b)) return null;
  const [x, y, scale] = common(a, b);
  return number(((x % y) + y) % y, scale);
}

export function round(n, scale, mode) {
  if (finite(n) === null || !Number.isInteger(scale) || scale > 6176 || scale < -6111) return null;
  const [c, s] = parts(n);
  if (scale >= s) return n;
  if (s - scale > 1000) return mode === 'up' || mode === 'floor' || mode === 'ceiling' ? null : 0;
  const rounded = divideRounded(c, power10(s - scale), mode);
  return scale >= 0 ? number(rounded, scale) : whole(rounded * power10(-scale));
}

export const absoluteValue = (n) => (compare(n, 0) < 0 ? negate(n) : n);

// all digits, never an exponent: what `string` gives
export function text(n) {
  const short = String(n);
  if (!short.includes('e')) return short;
  const [c, scale] = parts(n);
  const digits = absolute(c).toString().padStart(scale + 1, '0');
  return (c < 0n ? '-' : '') + (scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits);
}

// Text of digits -> value. Null if it has more digits than this arithmetic keeps.
export function literal(text) {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match || !(match[2] || match[3])) return null;
  const fraction = match[3] ?? '';
  const exponent = Number(match[4] ?? 0);
  if (Math.abs(exponent) > 400) return null;
  let coefficient = BigInt(match[2] + fraction);
  if (match[1] === '-') coefficient = -coefficient;
  const scale = fraction.length - exponent;
  const value = scale > 0 ? number(coefficient, scale) : whole(coefficient * power10(-scale));
  if (finite(value) === null) return null;
  const [c, s] = parts(value);
  const same = scale > s ? c * power10(scale - s) === coefficient : c === coefficient * power10(s - scale);
  return same ? value : null;
}
