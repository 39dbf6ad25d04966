// Plays the history of a case: folds the events up to the chosen one and colours the diagram as it was then.
// Keys: space play or stop, left and right one event, d next decision, p next person, v next deviation, i next
// intervention. The list of events is on the page already; the film (JSON) adds tokens, data and marks.
(function () {
  'use strict';

  var JUMPS = {
    decision: ['decision'], person: ['person'], intervention: ['intervention'],
    deviation: ['returned', 'overdue', 'incident', 'refused']
  };
  var KEYS = { d: 'decision', p: 'person', v: 'deviation', i: 'intervention' };
  var PACE = 900; // ms per event at speed 1

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function fill(text, places) { return text.replace(/{(\w+)}/g, function (whole, name) { return places[name]; }); }
  function add(parent, tag, name, text) {
    var made = parent.appendChild(document.createElement(tag));
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // What an instance looks like: live tokens, how often each element and flow was done, stuck tokens, data.
  function Standing(from) {
    from = from || {};
    this.live = Object.assign({}, from.live);
    this.done = Object.assign({}, from.done);
    this.taken = Object.assign({}, from.taken);
    this.stuck = Object.assign({}, from.stuck);
    this.data = Object.assign({}, from.data);
  }

  var FOLD = {
    element_entered: function (now, event) { now.live[event.t] = [event.e, Boolean(event.guard)]; },
    element_migrated: function (now, event) {
      now.live[event.t] = [event.e, Boolean(now.live[event.t] && now.live[event.t][1])];
    },
    element_completed: function (now, event) { delete now.live[event.t]; now.done[event.e] = (now.done[event.e] || 0) + 1; },
    element_terminated: function (now, event) { delete now.live[event.t]; delete now.stuck[event.t]; },
    merged: function (now, event) { delete now.live[event.t]; },
    flow_taken: function (now, event) { now.taken[event.f] = (now.taken[event.f] || 0) + 1; },
    incident_raised: function (now, event) { now.stuck[event.t] = event.e; },
    incident_resolved: function (now, event) { delete now.stuck[event.t]; },
    variable_set: function (now, event) { if (event.set) now.data[event.set] = event.data[0][2]; },
    variable_removed: function (now, event) { if (event.gone) delete now.data[event.gone]; }
  };

  function Player(root, film) {
    this.root = root;
    this.film = film;
    this.parts = {};
    film.parts.forEach(function (part) { this.parts[part.key] = part; }, this);
    this.rows = all('[data-events] > li', root);
    this.slider = root.querySelector('[data-slider]');
    this.tab = 'changed';
    this.shown = film.parts[0].key;
    this.drawMarks();
    this.drawLane();
    this.listen();
    var wanted = /^#event-(\d+)$/.exec(window.location.hash);
    this.go(wanted ? Number(wanted[1]) - film.since + 1 : film.events.length);
    if (!wanted) { this.show(film.parts[0].key); this.colour(null); }
    root.setAttribute('data-ready', '');
  }

  Player.prototype.standing = function (count) {
    var made = {}, film = this.film;
    film.parts.forEach(function (part) { made[part.key] = new Standing(film.standing[part.key]); });
    film.events.slice(0, count).forEach(function (event) {
      if (FOLD[event.kind] && made[event.i]) FOLD[event.kind](made[event.i], event);
    });
    return made;
  };

  Player.prototype.go = function (count, scroll) {
    var film = this.film;
    this.at = Math.min(Math.max(count, 0), film.events.length);
    var event = this.at ? film.events[this.at - 1] : null;
    this.now = this.standing(this.at);
    this.slider.value = this.at;
    var number = this.at ? event.seq : film.since - 1;
    var total = film.since - 1 + film.events.length;
    var position = fill(film.words.position, { number: number, count: total });
    this.root.querySelector('[data-position]').textContent = position;
    this.root.querySelector('[data-now]').textContent = event ? event.title + ' · ' + event.who : '';
    this.slider.setAttribute('aria-valuetext', position + (event ? ': ' + event.title : ''));
    this.follow(event);
    this.colour(event);
    this.list(event, scroll);
    this.data(event);
    this.cursor(event);
  };

  Player.prototype.follow = function (event) {
    var box = this.root.querySelector('[data-follow]');
    if (box && box.checked && event && this.parts[event.i]) this.show(event.i);
  };

  Player.prototype.show = function (key) {
    this.shown = key;
    var select = this.root.querySelector('[data-part]');
    if (select) select.value = key;
    var definition = String(this.parts[key].definition);
    all('[data-definition]', this.root).forEach(function (place) {
      var here = place.getAttribute('data-definition') === definition;
      place.toggleAttribute('aria-hidden', !here);
      if (!here) place.setAttribute('aria-hidden', 'true');
    });
    all('[data-zoom]', this.root).forEach(function (button) { button.setAttribute('data-for', 'diagram-' + definition); });
  };

  Player.prototype.marks = function (event) {
    var now = this.now[this.shown], part = this.parts[this.shown], words = this.film.words;
    var states = {}, marks = [];
    Object.keys(now.taken).forEach(function (flow) { marks.push({ element: flow, state: 'taken' }); });
    Object.keys(now.done).forEach(function (id) { states[id] = { element: id, state: 'done' }; if (now.done[id] > 1 && part.gateways.indexOf(id) < 0) states[id].badge = now.done[id] + '×'; });
    Object.keys(now.live).forEach(function (token) {
      var id = now.live[token][0];
      if (!now.live[token][1]) states[id] = { element: id, state: 'now', badge: states[id] && states[id].badge };
    });
    Object.keys(now.stuck).forEach(function (token) { states[now.stuck[token]] = { element: now.stuck[token], state: 'incident', badge: '!' }; });
    if (event && event.i === this.shown && event.e && part.quiet.indexOf(event.e) < 0) {
      var here = states[event.e] || (states[event.e] = { element: event.e, state: 'selected' });
      here.badge = words.here + (here.badge ? ' · ' + here.badge : '');
      here.badge_state = here.state === 'incident' ? 'incident' : 'now';
    }
    return marks.concat(Object.keys(states).map(function (id) { return states[id]; }));
  };

  Player.prototype.colour = function (event) {
    var self = this, definition = this.parts[this.shown].definition;
    var place = this.root.querySelector('[data-definition="' + definition + '"] [data-diagram]');
    if (!place || !place.alurDiagram) return;
    place.alurDiagram.ready.then(function () {
      if (!place.alurDiagram.canvas) return;
      place.alurDiagram.colour(self.marks(event));
      place.setAttribute('data-event', event ? event.seq : 0);
      if (window.innerWidth >= 768) return;
      place.setAttribute('data-close-up', '');
      var live = Object.keys(self.now[self.shown].live).map(function (token) { return self.now[self.shown].live[token]; });
      var open = live.filter(function (one) { return !one[1]; })[0];
      var focus = event && event.i === self.shown && event.e ? event.e : open && open[0];
      if (focus) place.alurDiagram.focus(focus);
    });
  };

  Player.prototype.list = function (event, scroll) {
    var before = this.root.querySelector('.u-events .u-here');
    if (before) { before.classList.remove('u-here'); before.querySelector('button').removeAttribute('aria-current'); }
    if (!event) return;
    var row = this.rows[this.at - 1];
    row.classList.add('u-here');
    row.querySelector('button').setAttribute('aria-current', 'true');
    var list = row.parentNode;
    if (scroll === false) return;
    var reach = function () { list.scrollTop = row.offsetTop - list.clientHeight / 3; };
    reach();
    requestAnimationFrame(reach); // rows that come into view get their real height first
  };

  Player.prototype.data = function (event) {
    var words = this.film.words, root = this.root, changed = (event && event.data) || [], now = this.now[this.shown].data;
    var names = Object.keys(now).sort();
    root.querySelector('[data-data-when]').textContent = event ? event.at : '';
    root.querySelector('[data-tab=changed]').textContent = fill(words.changed, { count: changed.length });
    root.querySelector('[data-tab=all]').textContent = fill(words.all, { count: names.length });
    var rows = this.tab === 'changed' ? changed : names.map(function (name) { return [name, null, now[name]]; });
    var body = root.querySelector('[data-data]');
    body.textContent = '';
    rows.forEach(function (row) {
      var line = add(body, 'tr');
      add(add(line, 'td'), 'code', '', row[0]);
      if (row[1] !== null) add(line, 'td', row[1] === row[2] ? '' : 'u-old', row[1]);
      add(line, 'td', row[1] !== null && row[1] !== row[2] ? 'u-new' : '', row[2]);
    });
    root.querySelector('[data-before-head]').hidden = this.tab === 'all';
    root.querySelector('.u-data table').hidden = !rows.length;
    var empty = root.querySelector('[data-data-empty]');
    empty.hidden = Boolean(rows.length);
    empty.textContent = this.tab === 'all' ? words.no_data : words.nothing;
  };

  // The row of marks below the slider, and the lane of time
  Player.prototype.drawMarks = function () {
    var row = this.root.querySelector('[data-marks-row]'), count = this.film.events.length, self = this;
    this.film.events.forEach(function (event, index) {
      (event.marks || []).slice(0, 1).forEach(function (mark) {
        var sign = add(row, 'span', 'u-mark u-mark-' + mark);
        sign.style.left = 100 * (index + 1) / count + '%';
        sign.title = event.seq + '. ' + event.title;
        sign.addEventListener('click', function () { self.go(index + 1); });
      });
    });
  };

  Player.prototype.drawLane = function () {
    var lane = this.root.querySelector('[data-lane]'), film = this.film, events = film.events;
    if (!events.length) return;
    var from = events[0].ms, to = Math.max(events[events.length - 1].ms, from + 1000);
    this.place = function (ms) { return 100 * Math.min(Math.max((ms - from) / (to - from), 0), 1); };
    var place = this.place;
    film.days.forEach(function (day, index) {
      var band = add(lane, 'span', 'u-day' + (index % 2 ? ' u-day-other' : ''));
      var until = index + 1 < film.days.length ? film.days[index + 1][0] : to;
      band.style.left = place(day[0]) + '%';
      band.style.width = place(until) - place(day[0]) + '%';
      if (place(until) - place(day[0]) > 7) band.textContent = day[1];
    });
    film.spans.forEach(function (span) {
      var bar = add(lane, 'span', 'u-span u-span-' + span.kind, span.name);
      bar.style.left = place(span.from) + '%';
      bar.style.width = Math.max(place(span.to) - place(span.from), 0.4) + '%';
      bar.title = span.name;
      if (span.due && span.due < span.to) {
        var late = add(lane, 'span', 'u-late');
        late.style.left = place(span.due) + '%';
        late.style.width = Math.max(place(span.to) - place(span.due), 0.4) + '%';
        late.title = fill(film.words.due, { when: span.due_words });
      }
    });
    this.hand = add(lane, 'span', 'u-hand');
  };

  Player.prototype.cursor = function (event) {
    if (this.hand) this.hand.style.left = (event ? this.place(event.ms) : 0) + '%';
  };

  // Moving
  Player.prototype.jump = function (what) {
    for (var index = this.at; index < this.film.events.length; index += 1) {
      var found = this.film.events[index].marks || [];
      if (found.some(function (mark) { return JUMPS[what].indexOf(mark) >= 0; })) { this.go(index + 1); return; }
    }
    this.root.querySelector('[data-now]').textContent = this.film.words.none_ahead;
  };

  Player.prototype.play = function () {
    var self = this;
    if (this.timer) { this.stop(); return; }
    if (this.at >= this.film.events.length) this.go(0);
    this.playing(true);
    var next = function () {
      self.go(self.at + 1);
      if (self.at >= self.film.events.length) { self.stop(); return; }
      self.timer = setTimeout(next, PACE / Number(self.root.querySelector('[data-speed]').value));
    };
    this.timer = setTimeout(next, 100);
  };

  Player.prototype.stop = function () {
    clearTimeout(this.timer);
    this.timer = null;
    this.playing(false);
  };

  Player.prototype.playing = function (yes) {
    this.root.querySelector('[data-play-icon]').hidden = yes;
    this.root.querySelector('[data-play-stop]').hidden = !yes;
    this.root.querySelector('[data-play-words]').textContent = yes ? this.film.words.stop : this.film.words.play;
  };

  Player.prototype.listen = function () {
    var self = this, root = this.root;
    this.slider.addEventListener('input', function () { self.stop(); self.go(Number(self.slider.value)); });
    root.addEventListener('click', function (event) {
      var target = event.target;
      var row = target.closest('[data-events] > li'), step = target.closest('[data-step]');
      var jump = target.closest('[data-jump]'), tab = target.closest('[data-tab]');
      if (target.closest('[data-play]')) self.play();
      if (row) { self.stop(); self.go(self.rows.indexOf(row) + 1, false); }
      if (step) { self.stop(); self.go(self.at + Number(step.getAttribute('data-step'))); }
      if (jump) { self.stop(); self.jump(jump.getAttribute('data-jump')); }
      if (tab) self.open(tab);
    });
    root.addEventListener('change', function (event) {
      if (event.target.matches('[data-group]')) self.narrow(event.target.value);
      if (event.target.matches('[data-part]')) { root.querySelector('[data-follow]').checked = false; self.show(Number(event.target.value)); self.go(self.at); }
    });
    document.addEventListener('keydown', function (event) { self.key(event); });
  };

  Player.prototype.key = function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('select, textarea, input:not([type=range])')) return;
    var ranged = event.target === this.slider;
    if (event.key === ' ' && !event.target.closest('button, summary, a')) { event.preventDefault(); this.play(); }
    if (event.key === 'ArrowRight' && !ranged) { event.preventDefault(); this.stop(); this.go(this.at + 1); }
    if (event.key === 'ArrowLeft' && !ranged) { event.preventDefault(); this.stop(); this.go(this.at - 1); }
    if (KEYS[event.key]) { this.stop(); this.jump(KEYS[event.key]); }
  };

  Player.prototype.open = function (button) {
    this.tab = button.getAttribute('data-tab');
    all('[data-tab]', this.root).forEach(function (other) { other.setAttribute('aria-pressed', String(other === button)); });
    this.data(this.at ? this.film.events[this.at - 1] : null);
  };

  Player.prototype.narrow = function (group) {
    this.rows.forEach(function (row) { row.hidden = Boolean(group) && row.getAttribute('data-group') !== group; });
  };

  document.addEventListener('DOMContentLoaded', function () {
    var root = document.querySelector('[data-replay]');
    if (!root) return;
    fetch(root.getAttribute('data-film'), { credentials: 'same-origin', headers: { Accept: 'application/json' } })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .then(function (film) { root.alurPlayer = new Player(root, film); })
      .catch(function (error) { root.querySelector('[data-now]').textContent = error.message; });
  });
})();
