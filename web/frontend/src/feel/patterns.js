// XPath's flags for patterns, as DMN asks for them: i, m, s as in JavaScript, x ignores blanks in the pattern, q takes
// the pattern as plain text.
import * as feelin from 'feelin';

const { builtins, fn, invalidArguments } = feelin;

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

// blanks inside of a character class count even with x
const withoutBlanks = (pattern) => pattern.replace(/(\\.|\[(?:\\.|[^\]\\])*\])|\s+/gs, (_all, kept) => kept ?? '');

function compiled(pattern, flags, more) {
  if (/[^smixq]/.test(flags)) return null;
  const plain = flags.includes('q');
  const text = plain ? pattern.replace(SPECIAL, '\\$&') : flags.includes('x') ? withoutBlanks(pattern) : pattern;
  const kept = [...'smi'].filter((flag) => flags.includes(flag) && (flag === 'i' || !plain)).join('');
  try {
    return new RegExp(text, `u${kept}${more}`);
  } catch {
    return null;
  }
}

const refused = (pattern) => invalidArguments('{pattern} is not a pattern with flags that FEEL knows', { pattern });

function matches(input, pattern, flags) {
  const expression = compiled(pattern, flags ?? '', '');
  return expression ? expression.test(input) : refused(pattern);
}

function replace(input, pattern, replacement, flags) {
  const expression = compiled(pattern, flags ?? '', 'g');
  if (!expression) return refused(pattern);
  const plain = (flags ?? '').includes('q');
  return input.replace(expression, plain ? () => replacement : replacement.replace(/\$0/g, '$$&'));
}

Object.assign(builtins, {
  matches: fn(matches, ['string', 'string', 'string?'], ['input', 'pattern', 'flags']),
  replace: fn(replace, ['string', 'string', 'string', 'string?'], ['input', 'pattern', 'replacement', 'flags']),
});
