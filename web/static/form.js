// Mounts Camunda Forms with form-js: words in the page's language, values posted as JSON, the server's messages at their
// fields, drafts kept while typing. One [data-form] element is one form; see templates/parts/form.html.
(function () {
  'use strict';

  var PAUSE = 800; // ms of not typing before a draft is sent

  function json(form, name) { return JSON.parse(form.querySelector('script[' + name + ']').textContent || '{}'); }

  function translator(words) {
    return function (template, places) {
      return (words[template] || template).replace(/{([^}]+)}/g, function (whole, name) {
        return places && places[name] !== undefined ? places[name] : whole;
      });
    };
  }

  function Sheet(element) {
    this.element = element;
    this.words = json(element, 'data-words');
    this.summary = element.querySelector('[data-summary]');
    this.body = element.querySelector('[data-body]');
    this.draftPlace = document.querySelector('[data-draft-state]');
    this.viewer = new window.FormViewer.Form({
      container: this.body,
      additionalModules: [{ translate: ['value', translator(this.words.form)] }]
    });
    this.spoken = new window.AlurFormWords(this.body, this.words);
    this.ready = this.load();
  }

  Sheet.prototype.load = function () {
    var self = this, viewer = this.viewer;
    return viewer.importSchema(json(this.element, 'data-schema'), json(this.element, 'data-values')).then(function () {
      var waiting = self.body.querySelector('.a-wait');
      if (waiting) waiting.remove();
      self.spoken.watch();
      if (self.element.hasAttribute('data-read-only')) viewer.setProperty('readOnly', true);
      self.fromServer(json(self.element, 'data-errors'));
      if (self.element.getAttribute('data-draft')) viewer.on('field.updated', function () { self.later(); });
      // A message that appears when a field loses the focus would move the button away from under the pointer.
      self.element.addEventListener('mousedown', function (event) {
        if (event.target.closest('button[type=submit]')) event.preventDefault();
      });
      self.element.addEventListener('submit', function (event) { self.send(event); });
      self.element.setAttribute('data-mounted', '');
    }).catch(function (error) {
      self.tell([self.words.broken + ' ' + error.message]);
    });
  };

  Sheet.prototype.fromServer = function (found) {
    var fields = this.viewer.get('formFieldRegistry').getAll(), errors = {}, others = [];
    Object.keys(found).forEach(function (key) {
      var field = fields.filter(function (one) { return one.key === key || one.id === key; })[0];
      if (field) errors[field.id] = found[key]; else others.push(key + ': ' + found[key].join(' '));
    });
    if (!Object.keys(found).length) return;
    this.viewer._setState({ errors: errors });
    this.tell([this.words.check].concat(others));
    this.first();
  };

  Sheet.prototype.tell = function (lines) {
    var summary = this.summary;
    summary.textContent = '';
    lines.forEach(function (line) { summary.appendChild(document.createElement('p')).textContent = line; });
    summary.hidden = !lines.length;
  };

  Sheet.prototype.first = function () {
    var body = this.body, summary = this.summary;
    setTimeout(function () {
      var wrong = body.querySelector('.fjs-has-errors input, .fjs-has-errors textarea, .fjs-has-errors select, .fjs-has-errors [tabindex]');
      if (wrong && wrong.classList.contains('fjs-select-hidden-input')) wrong = summary; // a list that opens would hide what is wrong
      if (wrong) wrong.focus();
    }, 60);
  };

  Sheet.prototype.send = function (event) {
    var button = event.submitter;
    if (this.sending) { event.preventDefault(); return; }
    if (button && button.hasAttribute('formnovalidate')) { this.sendUnfinished(); return; }
    if (this.body.contains(document.activeElement)) document.activeElement.blur(); // form-js takes the last letters now
    var result;
    try { result = this.viewer.submit(); } catch (readOnly) { event.preventDefault(); return; }
    if (Object.keys(result.errors).length) {
      event.preventDefault();
      this.tell([this.words.check]);
      this.first();
      return;
    }
    this.sending = true;
    clearTimeout(this.timer);
    this.element.elements.values.value = JSON.stringify(result.data);
    if (button) { button.classList.add('a-busy'); button.setAttribute('aria-disabled', 'true'); }
  };

  // Another way out of a task takes what has been filled in so far, without asking for the rest.
  Sheet.prototype.sendUnfinished = function () {
    this.sending = true;
    clearTimeout(this.timer);
    this.element.elements.values.value = JSON.stringify(this.viewer._getSubmitData());
  };

  Sheet.prototype.later = function () {
    var self = this;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { self.keep(); }, PAUSE);
  };

  Sheet.prototype.keep = function () {
    var self = this;
    if (this.sending) return Promise.resolve();
    return fetch(this.element.getAttribute('data-draft'), {
      method: 'POST', credentials: 'same-origin', keepalive: true,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': window.alurToken() },
      body: JSON.stringify({ values: this.viewer._getSubmitData() })
    }).then(function (answer) {
      return answer.json().then(function (said) { self.state(answer.ok ? said.words : said.sentence, answer.ok); });
    }).catch(function () { self.state(self.words.offline, false); self.retry(); });
  };

  Sheet.prototype.retry = function () {
    var self = this;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { self.keep(); }, 10000);
  };

  Sheet.prototype.state = function (text, good) {
    if (!this.draftPlace) return;
    this.draftPlace.classList.toggle('a-trouble', !good);
    this.draftPlace.querySelector('span').textContent = text;
  };

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      var form = document.querySelector('form[data-form]');
      var button = form && form.querySelector('[data-complete]');
      if (button) { event.preventDefault(); button.click(); }
    }
  });
  window.addEventListener('pageshow', function (event) { if (event.persisted) window.location.reload(); });
  document.addEventListener('DOMContentLoaded', function () {
    Array.prototype.forEach.call(document.querySelectorAll('[data-form]'), function (element) {
      element.alurForm = new Sheet(element);
    });
  });
})();
