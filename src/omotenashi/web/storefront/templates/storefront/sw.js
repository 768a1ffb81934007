// SPDX-License-Identifier: Apache-2.0
// Keeps the last product pages, without anybody's cookies, a page for the time without a network, and the member's own
// wallet, so that its bars can be shown at a counter in a cellar. Whoever signs out takes the wallet away.
const WALLET = "wallet";
const SHELF = "shop-{{ build }}";
const MOST = 20;
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.add(new Request("{{ offline }}", { credentials: "omit" }))));
});
// A new version waits until somebody asks for it on the page: nothing changes under a hand.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("shop-") && name !== SHELF) await caches.delete(name);
    await self.clients.claim();
  })());
});
async function keep(address) {
  const shelf = await caches.open(SHELF);
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) return;
  await shelf.put(address, answer);
  const pages = (await shelf.keys()).filter((one) => new URL(one.url).pathname.startsWith("{{ home }}p/"));
  for (const old of pages.slice(0, Math.max(0, pages.length - MOST))) await shelf.delete(old);
}
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith("/static/ui/assets/")) {
    event.respondWith((async () => {
      const shelf = await caches.open(SHELF);
      const kept = await shelf.match(request);
      if (kept) return kept;
      const answer = await fetch(request);
      if (answer.ok) await shelf.put(request, answer.clone());
      return answer;
    })());
  } else if (request.mode === "navigate" && address.pathname === "{{ wallet }}") {
    event.respondWith(fetch(request).then((answer) => {
      const seen = answer.clone();
      event.waitUntil((async () => {
        const page = answer.ok && !answer.redirected ? await seen.text() : "";
        const shelf = await caches.open(WALLET);
        if (page.includes("data-wallet")) await shelf.put("{{ wallet }}", new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
        else await shelf.delete("{{ wallet }}");
      })());
      return answer;
    }).catch(async () => (await (await caches.open(WALLET)).match("{{ wallet }}")) ?? (await caches.match("{{ offline }}"))));
  } else if (request.mode === "navigate" && address.pathname.startsWith("{{ home }}")) {
    event.respondWith(fetch(request).then((answer) => {
      if (answer.ok && address.pathname.startsWith("{{ home }}p/")) event.waitUntil(keep(address.href).catch(() => {}));
      return answer;
    }).catch(async () => (await caches.match(request)) ?? (await caches.match("{{ offline }}"))));
  }
});
