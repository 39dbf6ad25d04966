// The inbox from the keyboard, and the list's marks in step with the reading pane.
(function () {
  'use strict';

  var narrow = window.matchMedia('(max-width: 1199px)');

  function items() { return Array.prototype.slice.call(document.querySelectorAll('.a-item')); }
  function current() { return document.querySelector('.a-item[aria-current]'); }

  function mark(item) {
    items().forEach(function (other) { other.removeAttribute('aria-current'); });
    item.setAttribute('aria-current', 'true');
  }

  function move(by) {
    var all = items(), now = all.indexOf(current()), next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
    if (!next) return;
    mark(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
    clearTimeout(move.timer);
    if (!narrow.matches) move.timer = setTimeout(function () { next.click(); }, 120);
  }

  function open() {
    var item = current();
    if (item) window.location.assign(item.getAttribute('data-task'));
  }

  function claim() {
    var form = document.querySelector('#reading [data-claim]');
    if (form) form.requestSubmit();
  }

  // Choosing several lines: the bar with what can be done with them takes the place of the list's foot.
  function picks() { return Array.prototype.slice.call(document.querySelectorAll('.a-pick input')); }

  function count() {
    var place = document.querySelector('[data-picked]'), n = picks().filter(function (one) { return one.checked; }).length;
    if (place) place.textContent = n === 1 ? place.getAttribute('data-one') : place.getAttribute('data-many').replace('{n}', n);
    return n;
  }

  function pick() {
    var item = current(), box = item && item.parentNode.querySelector('.a-pick input');
    if (box) { box.checked = !box.checked; count(); }
  }

  function claimChosen() {
    if (count()) document.querySelector('#bulk [value=claim]').click(); else claim();
  }

  document.addEventListener('change', function (event) { if (event.target.matches('.a-pick input')) count(); });
  document.addEventListener('DOMContentLoaded', count);

  var KEYS = {
    j: function () { move(1); },
    k: function () { move(-1); },
    a: claim,
    A: claimChosen,
    x: pick,
    e: open,
    '/': function () { document.querySelector('#filters input[type=search]').focus(); },
    '?': function () { document.getElementById('keys').showModal(); }
  };

  document.addEventListener('keydown', function (event) {
    var at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (at.matches('input:not([type=checkbox]), select, textarea, [contenteditable]')) {
      if (event.key === 'Escape') at.blur();
      return;
    }
    if (event.key === 'Enter' && (at === document.body || at.matches('.a-item'))) { event.preventDefault(); open(); return; }
    if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
  });

  // On a phone there is no reading pane: a line leads to the task itself.
  document.addEventListener('click', function (event) {
    var item = event.target.closest && event.target.closest('.a-item');
    if (!item) return;
    if (narrow.matches && !event.ctrlKey && !event.metaKey) { event.preventDefault(); event.stopPropagation(); window.location.assign(item.getAttribute('data-task')); return; }
    mark(item);
  }, true);

  // After a claim or a release the list stays where it is; only the words of its line follow.
  document.addEventListener('htmx:afterSwap', function (event) {
    var whose = event.target.querySelector && event.target.querySelector('[data-whose]');
    if (!whose) return;
    var row = document.getElementById('row-' + whose.getAttribute('data-task'));
    if (row) row.querySelector('.a-item-who').textContent = whose.getAttribute('data-whose');
  });
  window.addEventListener('popstate', function () { window.location.reload(); });
})();
