// What form-js says in English without asking its translator: some placeholders, a button, the calendar's names, and the
// order of day and month, which it takes from the browser instead of from the page.
(function () {
  'use strict';

  function FormWords(body, words) {
    this.body = body;
    this.words = words;
    this.said = new WeakMap(); // text -> the word of form-js that we said in another language
    if (window.flatpickr) window.flatpickr.localize(words.calendar);
    var self = this;
    this.watcher = new MutationObserver(function () { self.speak(); });
  }

  FormWords.prototype.watch = function () {
    this.speak();
    this.watcher.observe(this.body, {
      childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ['class']
    });
  };

  FormWords.prototype.each = function (selector, tell) {
    Array.prototype.forEach.call(this.body.querySelectorAll(selector), tell);
  };

  // Only what differs is written, because a change calls the watcher again.
  FormWords.prototype.speak = function () {
    var words = this.words, self = this;
    this.each('.fjs-select-placeholder, .fjs-filepicker-button', function (place) {
      var text = place.firstChild;
      if (!text || text.nodeType !== Node.TEXT_NODE) return;
      var before = text.nodeValue;
      if (self.replace(text, 'nodeValue')) self.said.set(text, before);
    });
    // A choice that happens to be called like the placeholder keeps its name; form-js sees no change and writes nothing.
    this.each('.fjs-select-display:not(.fjs-select-placeholder)', function (place) {
      var text = place.firstChild, word = text && self.said.get(text);
      if (!word) return;
      self.said.delete(text);
      if (text.nodeValue === words.fixed[word]) text.nodeValue = word;
    });
    this.each('input[placeholder]', function (input) {
      self.replace(input, 'placeholder');
    });
    this.each('.fjs-datepicker input.flatpickr-input', function (input) { calendar(input, words); });
  };

  FormWords.prototype.replace = function (place, name) {
    var words = this.words.fixed[place[name]];
    if (!words || words === place[name]) return false;
    place[name] = words;
    return true;
  };

  function calendar(input, words) {
    var picker = input._flatpickr;
    if (!picker || picker.config.dateFormat === words.date) return;
    picker.set('dateFormat', words.date);
    if (picker.selectedDates.length) picker.setDate(picker.selectedDates, false);
    input.placeholder = words.dateShown;
  }

  window.AlurFormWords = FormWords;
})();
