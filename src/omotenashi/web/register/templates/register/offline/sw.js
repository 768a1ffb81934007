// SPDX-License-Identifier: Apache-2.0
// Keeps the shell of the register, so that it starts without a line. The sales lie in IndexedDB, not here: a worker may
// go at any time. A new build waits until no basket is open (frontend/register/offline/worker.ts says when).
const SHELF = "register-{{ build }}";
const PAGES = ["{{ home }}", "{{ waiting }}"];
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PATIENCE = 4000;

async function keep(shelf, page) {
  const answer = await fetch(page, { credentials: "same-origin", cache: "no-store" });
  // Signed out or bound to no shop: that page is no till.
  if (!answer.ok || answer.redirected) throw new Error(`no till at ${page}`);
  await shelf.put(page, answer);
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const shelf = await caches.open(SHELF);
    await shelf.addAll(FILES);
    for (const page of PAGES) await keep(shelf, page);
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("register-") && name !== SHELF) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

async function fromShelf(request) {
  return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? null;
}

async function asset(request) {
  const kept = await fromShelf(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(SHELF)).put(request, answer.clone());
  return answer;
}

async function visited(event, path) {
  const asked = fetch(event.request);
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error("late")), PATIENCE));
  try {
    const answer = await Promise.race([asked, late]);
    if (answer.status >= 500) throw new Error("down");
    if (PAGES.includes(path) && answer.ok && !answer.redirected) {
      const copy = answer.clone();
      event.waitUntil(caches.open(SHELF).then((shelf) => shelf.put(path, copy)));
    }
    return answer;
  } catch {
    return (await fromShelf(path)) ?? (await fromShelf(PAGES[1])) ?? asked;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith("{{ static }}ui/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && address.pathname.startsWith(PAGES[0])) event.respondWith(visited(event, address.pathname));
});
