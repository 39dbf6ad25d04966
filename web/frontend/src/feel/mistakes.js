// What is wrong with a text that cannot be read, in one word for the host's sentence: feelin only says in which piece of
// its grammar it stopped, and on what.

// signs that other languages write
const FOREIGN = [
  [/^&&/, 'and'], [/^\|\|/, 'or'], [/^!(?!=)/, 'not'], [/^'/, 'quotes'], [/^[$#]\{/, 'braces'], [/^\?/, 'choice'], [/^;/, 'semicolon'],
  [/^"/, 'open text'], [/^`/, 'open name'], [/^\/\*/, 'open comment'], [/^(?:(?:and|or)\b|[*/])/, 'left'],
];

// the piece that is not finished
const MISSING = {
  ArithmeticExpression: 'operand', Conjunction: 'operand', Disjunction: 'operand', Comparison: 'operand',
  ParenthesizedExpression: 'parenthesis', FunctionInvocation: 'parenthesis', DateTimeLiteral: 'parenthesis',
  List: 'bracket', FilterExpression: 'bracket', Context: 'brace', Interval: 'range', IfExpression: 'if', ForExpression: 'for',
  QuantifiedExpression: 'quantified', InExpression: 'iteration', PathExpression: 'name', InstanceOfExpression: 'type',
  FunctionDefinition: 'body', ContextEntry: 'entry', AtLiteral: 'at',
};

const FORMS = { IfExpression: 'no if', ForExpression: 'no for', IterationContext: 'no for', QuantifiedExpression: 'no quantified', ContextEntry: 'no entry' };

// [word, what stands at the place]
export function mistake(error, text) {
  const at = error.position?.from ?? 0;
  if (error.reason) return [error.reason, text.slice(at, at + 40)];
  const rest = text.slice(at);
  const found = /^(?:[\p{L}\p{N}_]+|"[^"]*"|[\s\S])/u.exec(rest)?.[0] ?? '';
  const foreign = FOREIGN.find(([sign]) => sign.test(rest));
  if (foreign) return [foreign[1], found.slice(0, 40)];
  const piece = /in <(\w+)>$|^Incomplete <(\w+)>$/.exec(error.message);
  const name = piece?.[1] ?? piece?.[2];
  if (!rest.trim()) return [MISSING[name] ?? 'end', ''];
  return [FORMS[name] ?? 'unexpected', found.slice(0, 40)];
}

// a test where an expression stands: `x == 1` parses as `x = (= 1)`
export function looseTest(text, from) {
  const signs = text.slice(Math.max(0, from - 1), from + 1);
  return { '==': 'equality', '=>': 'at least', '<>': 'unequal' }[signs] ?? 'left of comparison';
}
