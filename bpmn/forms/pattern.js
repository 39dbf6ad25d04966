// Tests an analyst's regular expression as the browser does; runs in the sandbox.
globalThis.pattern = {
  test(source, value) { return new RegExp(source).test(value) ? "yes" : "no"; },
  check(source) { new RegExp(source); return "yes"; },
};
