// Small things every page has: menus, dialogs, filters that send themselves, tokens and refusals for htmx.
(function () {
  'use strict';

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  document.addEventListener('click', function (event) {
    var target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest('[data-theme-switch]')) window.alurSwitchTheme();
    var burger = target.closest('[data-menu-switch]');
    if (burger) {
      var open = document.body.classList.toggle('a-menu-open');
      burger.setAttribute('aria-expanded', String(open));
    }
    all('details.a-menu[open]').forEach(function (menu) { if (!menu.contains(target)) menu.open = false; });
    var opener = target.closest('[data-dialog]');
    if (opener) {
      var dialog = document.getElementById(opener.getAttribute('data-dialog'));
      if (dialog) { event.preventDefault(); dialog.showModal(); }
    }
    if (target.closest('[data-close]')) target.closest('dialog').close();
    var fill = target.closest('[data-fill]');
    if (fill) {
      var field = document.getElementById(fill.getAttribute('data-fill'));
      field.value = fill.getAttribute('data-with');
      var next = document.getElementById(fill.getAttribute('data-then'));
      if (next) next.focus();
    }
    var reveal = target.closest('[data-reveal]');
    if (reveal) {
      var secret = document.getElementById(reveal.getAttribute('data-reveal'));
      var shown = secret.type === 'text';
      secret.type = shown ? 'password' : 'text';
      reveal.textContent = reveal.getAttribute(shown ? 'data-show' : 'data-hide');
    }
  });

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') {
      all('details.a-menu[open]').forEach(function (menu) { menu.open = false; menu.querySelector('summary').focus(); });
    }
  });

  document.addEventListener('change', function (event) {
    var field = event.target;
    if (field.matches && field.matches('[data-submits]') && field.form) field.form.requestSubmit();
  });

  // A form that was sent is not sent again by an impatient second click.
  document.addEventListener('submit', function (event) {
    if (event.defaultPrevented || event.target.hasAttribute('data-form')) return;
    all('button[type=submit]', event.target).forEach(function (button) {
      setTimeout(function () { button.disabled = true; }, 0);
      setTimeout(function () { button.disabled = false; }, 4000);
    });
  });
  window.addEventListener('pageshow', function () {
    all('button[type=submit]').forEach(function (button) { if (!button.hasAttribute('data-off')) button.disabled = false; });
  });

  window.alurToken = function () {
    var meta = document.querySelector('meta[name=csrf-token]');
    return meta ? meta.content : '';
  };

  document.addEventListener('htmx:configRequest', function (event) {
    event.detail.headers['X-CSRFToken'] = window.alurToken();
  });
  // A refused part of a page is told in the live region; the part stays as it was.
  document.addEventListener('htmx:responseError', function (event) {
    if (event.detail.elt.hasAttribute('data-quiet')) return;
    var place = document.getElementById('messages');
    place.innerHTML = event.detail.xhr.responseText;
    place.scrollIntoView({ block: 'nearest' });
  });
})();
