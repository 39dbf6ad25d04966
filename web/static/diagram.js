// Draws the diagrams of a page with bpmn-js and colours them. Each [data-diagram] element gets .alurDiagram with:
//   colour(marks)   marks: [{element, state, badge?, badge_state?}]; replaces the colours before
//   focus(id)       brings an element into view     zoom('in' | 'out' | 'fit')     select(id)     ready: Promise
// A click on an element fires the event 'alur:element' on the container, with detail.element.
(function () {
  'use strict';

  var READABLE = 0.6; // below this zoom the labels of a drawing are too small
  var MARGIN = 16;

  function json(container, name) {
    var script = container.querySelector('script[' + name + ']');
    return script ? JSON.parse(script.textContent) : null;
  }

  function Diagram(container) {
    this.container = container;
    this.marked = [];
    this.canvasPlace = document.createElement('div');
    this.canvasPlace.className = 'a-diagram-canvas';
    container.appendChild(this.canvasPlace);
    this.viewer = new window.BpmnViewer({ container: this.canvasPlace });
    this.ready = this.load();
  }

  Diagram.prototype.load = function () {
    var self = this;
    var inline = json(this.container, 'data-xml');
    var source = this.container.getAttribute('data-source');
    var text = inline !== null ? Promise.resolve(inline) : fetch(source, { credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status + ' ' + answer.statusText);
      return answer.text();
    });
    return text.then(function (xml) { return self.viewer.importXML(xml); }).then(function () {
      return self.openPlane(self.container.getAttribute('data-process'));
    }).then(function () {
      var waiting = self.container.querySelector('[data-loading]');
      if (waiting) waiting.remove();
      self.canvas = self.viewer.get('canvas');
      self.zoom('fit');
      self.colour(json(self.container, 'data-marks') || []);
      self.begin(self.container.getAttribute('data-focus'));
      self.drag();
      self.viewer.get('eventBus').on('element.click', function (event) {
        self.container.dispatchEvent(new CustomEvent('alur:element', { bubbles: true, detail: { element: event.element.id } }));
      });
    }).catch(function (error) {
      var place = self.container.querySelector('[data-loading]') || self.container.appendChild(document.createElement('p'));
      place.textContent = self.container.getAttribute('data-failed').replace('{reason}', error.message);
    });
  };

  // A file may hold several diagrams: show the one whose plane is (or holds) the process.
  Diagram.prototype.openPlane = function (processId) {
    var viewer = this.viewer;
    var diagrams = viewer.getDefinitions().diagrams || [];
    if (!processId || diagrams.length < 2) return Promise.resolve();
    var right = diagrams.filter(function (diagram) {
      var root = diagram.plane && diagram.plane.bpmnElement;
      return root && (root.id === processId || (root.participants || []).some(function (part) {
        return part.processRef && part.processRef.id === processId;
      }));
    })[0];
    return right ? viewer.open(right) : Promise.resolve();
  };

  Diagram.prototype.zoom = function (how) {
    if (how === 'fit') {
      this.canvas.zoom('fit-viewport', 'auto');
      if (this.canvas.zoom() > 1.2) this.canvas.zoom(1.2, 'auto');
    } else {
      this.viewer.get('zoomScroll').stepZoom(how === 'in' ? 1 : -1);
    }
  };

  Diagram.prototype.colour = function (marks) {
    var canvas = this.canvas, registry = this.viewer.get('elementRegistry'), overlays = this.viewer.get('overlays');
    this.marked.forEach(function (mark) { if (registry.get(mark[0])) canvas.removeMarker(mark[0], mark[1]); });
    overlays.remove({ type: 'alur' });
    this.marked = [];
    var self = this;
    marks.forEach(function (mark) {
      var element = registry.get(mark.element);
      if (!element) return;
      var name = 'a-mark-' + mark.state;
      canvas.addMarker(mark.element, name);
      self.marked.push([mark.element, name]);
      if (mark.badge) self.badge(overlays, element, mark);
    });
  };

  Diagram.prototype.badge = function (overlays, element, mark) {
    var badge = document.createElement('span');
    badge.className = 'a-badge a-badge-' + (mark.badge_state || mark.state);
    badge.textContent = mark.badge;
    if (mark.title) badge.title = mark.title;
    var position = element.waypoints ? this.middle(element) : { top: -12, left: -12 };
    overlays.add(element, 'alur', { position: position, html: badge, scale: { min: 0.8, max: 1.2 } });
  };

  Diagram.prototype.middle = function (connection) {
    var points = connection.waypoints, at = Math.floor((points.length - 1) / 2), left = Infinity, top = Infinity;
    points.forEach(function (point) { left = Math.min(left, point.x); top = Math.min(top, point.y); });
    return { left: (points[at].x + points[at + 1].x) / 2 - left - 10, top: (points[at].y + points[at + 1].y) / 2 - top - 10 };
  };

  // A drawing too large to read opens close to what matters: the element asked for, else where the process starts.
  Diagram.prototype.begin = function (id) {
    if (this.canvas.zoom() >= READABLE) return;
    var start = this.viewer.get('elementRegistry').filter(function (one) { return one.type === 'bpmn:StartEvent' && one.parent; })[0];
    if (id || this.small()) this.focus(id || (start && start.id), true);
  };

  Diagram.prototype.small = function () {
    return this.container.hasAttribute('data-close-up') || this.container.clientWidth < 600;
  };

  Diagram.prototype.focus = function (id, closer) {
    var element = this.viewer.get('elementRegistry').get(id);
    if (!element) return;
    var x = element.x, y = element.y, width = element.width || 0, height = element.height || 0;
    if (element.waypoints) { x = element.waypoints[0].x; y = element.waypoints[0].y; }
    if (closer || this.small()) this.canvas.zoom(Math.max(this.canvas.zoom(), 0.75));
    var box = this.canvas.viewbox(), whole = box.inner;
    this.canvas.viewbox({
      x: within(x + width / 2 - box.width / 2, whole.x, whole.width, box.width),
      y: within(y + height / 2 - box.height / 2, whole.y, whole.height, box.height),
      width: box.width, height: box.height
    });
  };

  // Where a window of that length begins, so that no room is lost beside the drawing.
  function within(wanted, start, length, shown) {
    if (shown >= length + 2 * MARGIN) return start + length / 2 - shown / 2;
    return Math.min(Math.max(wanted, start - MARGIN), start + length + MARGIN - shown);
  }

  // bpmn-js moves its canvas with a mouse only; a finger moves it sideways, and scrolls the page up and down.
  Diagram.prototype.drag = function () {
    var canvas = this.canvas, last = null;
    this.canvasPlace.addEventListener('pointerdown', function (event) { if (event.pointerType !== 'mouse') last = event.clientX; });
    this.canvasPlace.addEventListener('pointermove', function (event) {
      if (last === null || event.pointerType === 'mouse') return;
      canvas.scroll({ dx: event.clientX - last, dy: 0 });
      last = event.clientX;
    });
    ['pointerup', 'pointercancel'].forEach(function (name) {
      window.addEventListener(name, function () { last = null; });
    });
  };

  Diagram.prototype.select = function (id) {
    var canvas = this.canvas;
    if (this.selected && this.viewer.get('elementRegistry').get(this.selected)) canvas.removeMarker(this.selected, 'a-mark-selected');
    if (id && this.viewer.get('elementRegistry').get(id)) canvas.addMarker(id, 'a-mark-selected');
    this.selected = id;
  };

  function mount(root) {
    Array.prototype.forEach.call(root.querySelectorAll('[data-diagram]'), function (container) {
      if (!container.alurDiagram) container.alurDiagram = new Diagram(container);
    });
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-zoom]');
    if (!button) return;
    var diagram = document.getElementById(button.getAttribute('data-for')).alurDiagram;
    diagram.ready.then(function () { diagram.zoom(button.getAttribute('data-zoom')); });
  });
  document.addEventListener('DOMContentLoaded', function () { mount(document); });
  document.addEventListener('htmx:afterSettle', function (event) { mount(event.target.parentNode || document); });
})();
