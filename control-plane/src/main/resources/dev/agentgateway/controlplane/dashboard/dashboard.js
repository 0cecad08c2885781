// Keeps the page live: when the server says that something changed, the page is fetched again and
// the content of <main> is replaced, unless somebody is typing or reading a selection in it.
'use strict';

const button = document.getElementById('live');
const main = document.getElementById('main');
const MIN_INTERVAL_MS = 1000;
let live = sessionStorage.getItem('live') !== 'off';
let events = null;
let pending = null;
let last = 0;
let shown = main.innerHTML;

function busy() {
  const active = document.activeElement;
  const typing = active && main.contains(active) && active.matches('input, textarea, select');
  return typing || !document.getSelection().isCollapsed || document.hidden;
}

async function refresh() {
  pending = null;
  if (!live) return;
  if (busy()) return schedule();
  last = Date.now();
  try {
    const response = await fetch(location.href, {headers: {accept: 'text/html'}});
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (busy() || !live) return schedule();
    show('on');
    const nav = document.querySelector('nav');
    if (nav.textContent !== next.querySelector('nav').textContent) {
      nav.replaceChildren(...next.querySelector('nav').childNodes);
    }
    const content = next.getElementById('main').innerHTML;
    if (content === shown) return;
    shown = content;
    const open = new Map([...main.querySelectorAll('details')].map(each => [each.id, each.open]));
    for (const details of next.querySelectorAll('details')) {
      if (open.has(details.id)) details.open = open.get(details.id);
    }
    const focused = document.activeElement && main.contains(document.activeElement)
        ? document.activeElement.closest('[id]') : null;
    main.replaceChildren(...next.getElementById('main').childNodes);
    const again = focused && focused !== main && document.getElementById(focused.id);
    if (again) (again.querySelector('summary') || again).focus({preventScroll: true});
  } catch (e) {
    show('lost');
  }
}

function schedule() {
  if (pending === null) {
    pending = setTimeout(refresh, Math.max(0, last + MIN_INTERVAL_MS - Date.now()));
  }
}

function show(state) {
  button.dataset.state = state;
  button.textContent = {on: 'Live', off: 'Paused', lost: 'Reconnecting'}[state];
  button.setAttribute('aria-pressed', String(state !== 'off'));
}

function connect() {
  events = new EventSource('/events');
  events.addEventListener('change', schedule);
  events.onopen = () => { show('on'); schedule(); };
  events.onerror = () => show('lost');
}

button.addEventListener('click', () => {
  live = !live;
  sessionStorage.setItem('live', live ? 'on' : 'off');
  if (live) {
    connect();
  } else {
    events.close();
    show('off');
  }
});

// An explained request is answered once: asking it again on every change would be noise.
if (location.pathname !== '/explain') {
  button.hidden = false;
  if (live) {
    connect();
  } else {
    show('off');
  }
}
