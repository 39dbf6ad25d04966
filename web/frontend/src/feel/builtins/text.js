// Functions of text that feelin lacks or gets wrong, Camunda's own among them.
import * as feelin from 'feelin';
import * as decimal from '@alur/decimal';

const { builtins, fn, invalidArguments } = feelin;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function toBase64(text) {
  const bytes = Array.from(unescape(encodeURIComponent(text)), (each) => each.charCodeAt(0));
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const four = [18, 12, 6, 0].map((shift) => BASE64[(three >> shift) & 63]).join('');
    out += four.slice(0, Math.min(bytes.length - i, 3) + 1).padEnd(4, '=');
  }
  return out;
}

function fromBase64(text) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return invalidArguments('{text} is not base64', { text });
  }
  const bits = text.replace(/=+$/, '');
  const bytes = [];
  for (let i = 0; i < bits.length; i += 4) {
    const four = [0, 1, 2, 3].reduce((all, j) => (all << 6) | Math.max(0, BASE64.indexOf(bits[i + j] ?? 'A')), 0);
    const known = Math.min(bits.length - i, 4) - 1;
    for (let j = 0; j < known; j += 1) bytes.push((four >> (16 - 8 * j)) & 255);
  }
  try {
    return decodeURIComponent(escape(String.fromCharCode(...bytes)));
  } catch {
    return invalidArguments('{text} does not hold text', { text });
  }
}

function uuid() {
  const digit = (bits) => Math.floor(Math.random() * bits).toString(16);
  const digits = (count) => Array.from({ length: count }, () => digit(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-${'89ab'[Math.floor(Math.random() * 4)]}${digits(3)}-${digits(12)}`;
}

function matchesOf(text, pattern) {
  let expression;
  try {
    expression = new RegExp(pattern, 'gu');
  } catch {
    return invalidArguments('{pattern} is not a pattern', { pattern });
  }
  return Array.from(text.matchAll(expression), (match) => match[0]);
}

function joined(list, delimiter, prefix, suffix) {
  if (list.some((item) => item !== null && !feelin.isString(item))) {
    return invalidArguments('the list has something that is not text');
  }
  return (prefix ?? '') + list.filter((item) => item !== null).join(delimiter ?? '') + (suffix ?? '');
}

function substring(text, start, length) {
  const letters = Array.from(text);
  const position = decimal.place(start);
  const from = position > 0 ? position - 1 : letters.length + position;
  if (from < 0 || position === 0) return invalidArguments('substring starts outside the text');
  return letters.slice(from, length == null ? undefined : Math.max(from, from + decimal.place(length))).join('');
}

// as Java trims: blanks and control characters; as Java's isBlank: whitespace that may be broken
const trimmed = (text) => text.replace(/^[\0- ]+|[\0- ]+$/g, '');
const isBlank = (text) => /^[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/.test(text);

Object.assign(builtins, {
  substring: fn(substring, ['string', 'number', 'number?'], ['string', 'start position', 'length']),
  'string join': fn(joined, ['list', 'string?', 'string?', 'string?'], ['list', 'delimiter', 'prefix', 'suffix']),
  'is blank': fn(isBlank, ['string'], ['string']),
  trim: fn(trimmed, ['string'], ['string']),
  extract: fn(matchesOf, ['string', 'string'], ['string', 'pattern']),
  uuid: fn(uuid, [], []),
  'to base64': fn(toBase64, ['string'], ['value']),
  'from base64': fn(fromBase64, ['string'], ['value']),
});
