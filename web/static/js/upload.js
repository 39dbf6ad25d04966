// The upload page: files may be dropped, choosing them sends the form, and findings and diagram point at each other.
// Keys: j next finding, k previous. Without this script the form, the list and the deploy button work as they are.
(function () {
  'use strict';

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  function receiver(form) {
    var input = form.querySelector('input[type=file]');
    form.classList.add('g-with-script');
    input.addEventListener('change', function () { if (input.files.length) form.requestSubmit(); });
    return function (files) { input.files = files; if (files.length) form.requestSubmit(); };
  }

  function dropping() {
    var form = document.querySelector('[data-drop]');
    if (!form) return;
    var receive = receiver(form);
    all('[data-drop]').slice(1).forEach(receiver);
    document.addEventListener('dragover', function (event) {
      if (Array.prototype.indexOf.call(event.dataTransfer.types, 'Files') < 0) return;
      event.preventDefault();
      form.classList.add('g-over');
    });
    document.addEventListener('dragleave', function (event) { if (!event.relatedTarget) form.classList.remove('g-over'); });
    document.addEventListener('drop', function (event) {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      form.classList.remove('g-over');
      receive(event.dataTransfer.files);
    });
  }

  function Findings(root) {
    var self = this;
    this.root = root;
    this.items = all('.g-list > li', root);
    this.panel = root.querySelector('[data-chosen]');
    this.at = -1;
    if (!this.items.length) return;
    root.addEventListener('click', function (event) { self.clicked(event); });
    root.addEventListener('alur:element', function (event) { self.element(event); });
    document.addEventListener('keydown', function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
      if (event.key === 'j') self.step(1);
      if (event.key === 'k') self.step(-1);
    });
    this.choose(0, false);
  }

  Findings.prototype.shown = function () { return this.items.filter(function (item) { return !item.hidden; }); };

  Findings.prototype.clicked = function (event) {
    var item = event.target.closest('.g-list > li');
    var step = event.target.closest('[data-step]'), only = event.target.closest('[data-only]');
    if (step) return this.step(Number(step.getAttribute('data-step')));
    if (only) return this.only(only);
    if (event.target.closest('[data-copy]')) return this.copy(event.target.closest('[data-copy]'));
    if (event.target.closest('[data-choose]')) event.preventDefault();
    if (item && !event.target.closest('summary')) this.choose(this.items.indexOf(item), true);
  };

  Findings.prototype.step = function (by) {
    var shown = this.shown();
    var now = shown.indexOf(this.items[this.at]);
    var next = shown[Math.min(Math.max(now + by, 0), shown.length - 1)];
    if (next) { this.choose(this.items.indexOf(next), true); next.scrollIntoView({ block: 'nearest' }); }
  };

  Findings.prototype.only = function (button) {
    var severity = button.getAttribute('data-only');
    this.items.forEach(function (item) { item.hidden = Boolean(severity) && item.getAttribute('data-severity') !== severity; });
    all('[data-only]', this.root).forEach(function (other) { other.setAttribute('aria-pressed', String(other === button)); });
    var first = this.shown()[0];
    if (first) this.choose(this.items.indexOf(first), false);
  };

  Findings.prototype.copy = function (button) {
    var text = this.items.map(function (item) {
      var number = item.querySelector('.g-number-badge').textContent;
      var lines = all('.g-where, .g-where ~ p', item).map(function (line) { return line.textContent.replace(/\s+/g, ' ').trim(); });
      return number + '. ' + lines.join('\n   ');
    }).join('\n');
    navigator.clipboard.writeText(text).then(function () { button.textContent = button.getAttribute('data-copied'); });
  };

  Findings.prototype.element = function (event) {
    var id = event.detail.element.replace(/_label$/, '');
    var found = this.items.filter(function (item) { return item.getAttribute('data-element') === id && !item.hidden; })[0];
    if (found) { this.choose(this.items.indexOf(found), false); found.scrollIntoView({ block: 'nearest' }); }
  };

  Findings.prototype.choose = function (index, move) {
    var item = this.items[index];
    this.items.forEach(function (other) { other.classList.toggle('g-now', other === item); });
    this.at = index;
    var body = this.panel.querySelector('[data-chosen-body]');
    body.textContent = '';
    body.appendChild(item.querySelector('.g-number-badge').cloneNode(true));
    var title = body.appendChild(document.createElement('h2'));
    title.textContent = item.querySelector('[data-choose]').textContent;
    all('.g-more > :not(summary)', item).forEach(function (part) { body.appendChild(part.cloneNode(true)); });
    this.panel.hidden = false;
    this.point(item, move);
  };

  Findings.prototype.point = function (item, move) {
    all('[data-file]', this.root).forEach(function (place) {
      var diagram = place.querySelector('[data-diagram]').alurDiagram;
      var here = place.getAttribute('data-file') === item.getAttribute('data-in');
      if (!diagram) return;
      diagram.ready.then(function () {
        if (!diagram.canvas) return;
        var id = here ? item.getAttribute('data-element') : '';
        diagram.select(id || null);
        var phone = window.innerWidth < 768;
        if (phone) diagram.container.setAttribute('data-close-up', '');
        if (id && (phone || (move && diagram.canvas.zoom() > 0.5))) diagram.focus(id);
      });
    });
  };

  document.addEventListener('DOMContentLoaded', function () {
    dropping();
    var root = document.querySelector('[data-findings]');
    if (root) new Findings(root);
  });
})();
