// Light or dark before the first paint: the person's choice on this device, else what the system prefers.
(function () {
  'use strict';
  var prefers = window.matchMedia('(prefers-color-scheme: dark)');
  function chosen() {
    try { return localStorage.getItem('alur-theme'); } catch (blocked) { return null; }
  }
  function apply() {
    document.documentElement.setAttribute('data-bs-theme', chosen() || (prefers.matches ? 'dark' : 'light'));
  }
  apply();
  prefers.addEventListener('change', apply);
  window.alurSwitchTheme = function () {
    var next = document.documentElement.getAttribute('data-bs-theme') === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem('alur-theme', next); } catch (blocked) { /* private window: for this page only */ }
    document.documentElement.setAttribute('data-bs-theme', next);
  };
})();
