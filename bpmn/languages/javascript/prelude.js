// What a script of a diagram finds around it. Evaluates to a function: request (JSON text) -> answer (JSON text).
// Everything it needs afterwards is taken aside first: the script may overwrite whatever it can reach.
((request) => {
  'use strict';
  const { parse, stringify } = JSON;
  const { keys, defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Object;
  const { isArray } = Array;
  const { isFinite, isSafeInteger } = Number;
  const { apply, construct } = Reflect;
  const RealDate = Date, RealMap = Map, RealSet = Set, RealPromise = Promise;
  const { getTime, getTimezoneOffset, toISOString } = RealDate.prototype;
  const { forEach } = RealMap.prototype, { forEach: forEachOf } = RealSet.prototype;
  const { floor, abs } = Math;
  const { toString: digits } = BigInt.prototype;
  const run = eval, Text = String, Mistake = TypeError, BigInteger = BigInt, RealNumber = Number, Truth = Boolean;
  const { slice } = String.prototype;
  const DEEPEST = 100, LARGEST = 8000000;

  const asked = parse(request, request.indexOf('\\u0000big') < 0 ? undefined : (_, value) =>
    value && typeof value === 'object' && typeof value['\u0000big'] === 'string' ? BigInteger(value['\u0000big']) : value);
  const store = setPrototypeOf(asked.given, null);
  const known = setPrototypeOf(asked.known, null);
  const deeds = [];
  let incomplete = false;

  // values leave as JSON

  const moment = (date) => {
    const time = apply(getTime, date, []);
    if (!(time >= -62135596800000 && time <= 253402214400000)) throw new Mistake('a date outside of the years 1 to 9999');
    const offset = -apply(getTimezoneOffset, date, []);
    const local = apply(toISOString, new RealDate(time + offset * 60000), []);
    const two = (number) => (number < 10 ? '0' : '') + number;
    return apply(slice, local, [0, 23]) + (offset < 0 ? '-' : '+') + two(floor(abs(offset) / 60)) + ':' + two(floor(abs(offset)) % 60);
  };

  const members = (value, above, level) => {
    const parts = [];
    if (value instanceof RealMap) apply(forEach, value, [(entry, key) => { parts[parts.length] = [Text(key), entry]; }]);
    else for (const key of keys(value)) parts[parts.length] = [key, value[key]];
    let text = '';
    for (let place = 0; place < parts.length; place += 1) {
      const entry = parts[place][1];
      if (entry === undefined || typeof entry === 'function' || typeof entry === 'symbol') continue;
      text += (text ? ',' : '') + stringify(parts[place][0]) + ':' + json(entry, above, level);
      bounded(text);
    }
    return '{' + text + '}';
  };

  const items = (value, above, level) => {
    let list = value;
    if (value instanceof RealSet) {
      list = [];
      apply(forEachOf, value, [(item) => { list[list.length] = item; }]);
    }
    let text = '';
    for (let place = 0; place < list.length; place += 1) {
      text += (place ? ',' : '') + json(list[place], above, level);
      bounded(text);
    }
    return '[' + text + ']';
  };

  const bounded = (text) => {
    if (text.length > LARGEST) throw new Mistake('more data than one value may have');
    return text;
  };

  const json = (value, above = null, level = 0) => {
    switch (typeof value) {
      case 'undefined': return 'null';
      case 'boolean': return value ? 'true' : 'false';
      case 'string': return bounded(stringify(value));
      case 'bigint': return apply(digits, value, []);
      case 'number':
        if (!isFinite(value)) throw new Mistake('a number that is not finite (' + value + ')');
        return isSafeInteger(value) && value !== 0 ? '' + value : value === 0 ? '0' : stringify(value);
      case 'function': throw new Mistake('a function, which is no value that can be kept');
      case 'symbol': throw new Mistake('a symbol, which is no value that can be kept');
    }
    if (value === null) return 'null';
    if (level >= DEEPEST) throw new Mistake('a value that is nested deeper than ' + DEEPEST + ' levels');
    if (value instanceof RealDate) return stringify(moment(value));
    if (value instanceof Text || value instanceof RealNumber || value instanceof Truth) return json(value.valueOf(), above, level + 1);
    if (value instanceof RealPromise) throw new Mistake('a promise; a script has to come to its value at once');
    for (let up = above; up; up = up.above) if (up.value === value) throw new Mistake('an object that contains itself');
    const here = { value, above };
    return isArray(value) || value instanceof RealSet ? items(value, here, level + 1) : members(value, here, level + 1);
  };

  // variables, as the execution and the task give them

  const name = (given) => {
    if (typeof given !== 'string' || !given) throw new Mistake('the name of a variable has to be a text');
    return given;
  };
  const missing = (wanted) => {
    if (!asked.complete && !(wanted in known)) incomplete = true;
  };
  const look = (given) => {
    const wanted = name(given);
    if (wanted in store) return store[wanted];
    missing(wanted);
    return null;
  };
  const has = (given) => {
    const wanted = name(given);
    if (!(wanted in store)) missing(wanted);
    return wanted in store;
  };
  const every = (own) => {
    if (!asked.complete) incomplete = true;
    const all = {};
    for (const key of keys(store)) if (!own || key in own) all[key] = store[key];
    return all;
  };
  const show = (wanted) => {
    if (wanted in globalThis) return;
    defineProperty(globalThis, wanted, {
      configurable: true, enumerable: true,
      get: () => store[wanted],
      set: (value) => defineProperty(globalThis, wanted, { value, configurable: true, enumerable: true, writable: true }),
    });
  };
  const put = (wanted, value) => { json(value); store[name(wanted)] = value; show(wanted); };
  const remove = (wanted) => {
    delete store[name(wanted)];
    known[wanted] = 1;
    if (getOwnPropertyDescriptor(globalThis, wanted)?.get) delete globalThis[wanted];
  };
  // what of it is the execution's own, and what the task's
  const putAll = (one) => (values, own) => { for (const key of keys(values)) one(key, values[key], own); };
  const putOwn = (wanted, value, own) => { put(wanted, value); own[wanted] = 1; };
  const removeOwn = (wanted, own) => { if (name(wanted) in own) { remove(wanted); delete own[wanted]; } };
  const removeAll = (one) => (...given) => {
    const own = given[given.length - 1];
    for (const key of given.length > 1 ? listed(given[0]) : keys(own)) one(key, own);
  };
  const listed = (given) => (given instanceof RealSet || isArray(given) ? parse(json(given)) : []);
  const changes = {
    setVariable: put,
    setVariableLocal: putOwn,
    setVariables: putAll(put),
    setVariablesLocal: putAll(putOwn),
    removeVariable: (wanted, own) => { remove(wanted); delete own[wanted]; },
    removeVariableLocal: removeOwn,
    removeVariables: removeAll((key, own) => { remove(key); delete own[key]; }),
    removeVariablesLocal: removeAll(removeOwn),
  };
  const setters = { setName: 'name', setAssignee: 'assignee', setPriority: 'priority' };
  const reads = (own) => ({
    getVariable: look, hasVariable: has,
    getVariableLocal: (wanted) => (has(wanted) && wanted in own ? store[wanted] : null),
    hasVariableLocal: (wanted) => has(wanted) && wanted in own,
    getVariables: () => every(), getVariablesLocal: () => every(own),
    getVariableNames: () => keys(every()), getVariableNamesLocal: () => keys(every(own)),
    hasVariables: () => keys(every()).length > 0, hasVariablesLocal: () => keys(every(own)).length > 0,
  });

  const subject = (which, about) => {
    const made = {};
    const own = setPrototypeOf(asked.local[which], null);
    const give = (method, value) => defineProperty(made, method, { value });
    const looks = reads(own);
    for (const method of asked.reads) give(method, looks[method]);
    for (const method of keys(asked.deeds[which])) {
      const counts = asked.deeds[which][method];
      give(method, (...values) => {
        let fits = false, expected = '';
        for (let place = 0; place < counts.length; place += 1) {
          fits = fits || counts[place] === values.length;
          expected += (place ? ' / ' : '') + counts[place];
        }
        if (!fits) throw new Mistake(which + '.' + method + '() takes ' + expected + ' values and was given ' + values.length);
        if (changes[method]) changes[method](...values, own);
        else for (const value of values) json(value);
        if (setters[method]) about[setters[method]] = values[0];
        deeds[deeds.length] = [which, method, values];
      });
    }
    for (const property of keys(asked.properties[which])) {
      const get = () => about[asked.properties[which][property]] ?? null;
      defineProperty(made, property, { get });
      give('get' + apply(slice, property, [0, 1]).toUpperCase() + apply(slice, property, [1]), get);
    }
    return made;
  };

  // no clock but the engine's, no chance but what the moment and the case decide

  const EngineDate = function Date(...parts) {
    if (!new.target) return new RealDate(asked.now).toString();
    return construct(RealDate, parts.length ? parts : [asked.now], new.target);
  };
  EngineDate.prototype = RealDate.prototype;
  defineProperty(EngineDate, 'length', { value: 7 });
  const hidden = (owner, property, value) => defineProperty(owner, property, { value, configurable: true, writable: true });
  hidden(RealDate.prototype, 'constructor', EngineDate);
  hidden(EngineDate, 'now', () => asked.now);
  hidden(EngineDate, 'parse', RealDate.parse);
  hidden(EngineDate, 'UTC', RealDate.UTC);
  hidden(globalThis, 'Date', EngineDate);
  let seed = asked.seed | 0;
  hidden(Math, 'random', () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  });
  for (const gone of ['performance', 'Atomics', 'SharedArrayBuffer', 'queueMicrotask', 'WeakRef', 'FinalizationRegistry']) delete globalThis[gone];
  const silent = () => undefined;
  hidden(globalThis, 'print', silent);
  hidden(globalThis, 'console', { log: silent, info: silent, warn: silent, error: silent, debug: silent, trace: silent });

  const execution = subject('execution', asked.execution);
  hidden(globalThis, 'execution', execution);
  if (asked.task) {
    const task = subject('task', asked.task);
    defineProperty(task, 'execution', { get: () => execution });
    defineProperty(task, 'getExecution', { value: () => execution });
    hidden(globalThis, 'task', task);
  }
  for (const each of keys(store)) show(each);

  let value;
  try {
    value = run(asked.text);
  } catch (error) {
    if (incomplete) return '{"incomplete":true}';
    return failure(error);
  }
  if (incomplete) return '{"incomplete":true}';
  let text;
  try {
    text = json(value);
  } catch (error) {
    return '{"unfit":' + stringify(Text(error?.message)) + '}';
  }
  let done = '';
  for (let place = 0; place < deeds.length; place += 1) {
    const [which, method, values] = deeds[place];
    try {
      done += (place ? ',' : '') + '["' + which + '","' + method + '",' + json(values) + ']';
    } catch (error) {
      return '{"unfit":' + stringify(Text(error?.message)) + '}';
    }
  }
  return bounded('{"value":' + text + ',"deeds":[' + done + ']}');

  function failure(error) {
    if (error === null) throw error;
    const described = typeof error === 'object' || typeof error === 'function';
    const shown = (property) => {
      try { return apply(slice, Text(error[property] ?? ''), [0, 2000]); } catch { return ''; }
    };
    if (described && error instanceof Error) {
      return '{"error":' + stringify(shown('name') + ': ' + shown('message')) + ',"stack":' + stringify(shown('stack')) + '}';
    }
    let said;
    try { said = described ? json(error) : Text(error); } catch { said = 'an object'; }
    return '{"error":' + stringify(apply(slice, said, [0, 2000])) + ',"stack":""}';
  }
})
