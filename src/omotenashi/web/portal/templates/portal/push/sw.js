{% load i18n %}// SPDX-License-Identifier: Apache-2.0
// Shows what is pushed, and opens the page that it speaks of. It holds no pages and takes no requests.
const HOUSE = "{{ house|escapejs }}", LOGO = "{{ logo|escapejs }}", HOME = "{{ home|escapejs }}";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Only pages of our own are ever opened, whatever a message says.
function page(address) {
  try {
    const found = new URL(address || HOME, location.origin);
    return found.origin === location.origin ? found.href : new URL(HOME, location.origin).href;
  } catch {
    return new URL(HOME, location.origin).href;
  }
}

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data?.json() ?? {};
  } catch {
    // A browser asks for a notification for each push, also for one that cannot be read.
  }
  const options = {
    body: said.body || "", tag: said.tag || "", lang: "ja", data: { url: page(said.url), stop: said.stop ? page(said.stop) : "" },
    actions: said.stop ? [{ action: "stop", title: "{% filter escapejs %}{% translate "Stop these messages" %}{% endfilter %}" }] : [],
    ...(LOGO ? { icon: LOGO } : {}), ...(said.picture ? { image: said.picture } : {}),
  };
  event.waitUntil(self.registration.showNotification(said.title || HOUSE, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url, stop } = event.notification.data ?? {};
  event.waitUntil(self.clients.openWindow(event.action === "stop" && stop ? stop : page(url)));
});

// The company behind the browser gave it another address: we are told, so that nothing goes astray.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil((async () => {
    const old = event.oldSubscription;
    if (!old) return;
    const { applicationServerKey } = old.options;
    const fresh = event.newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
    const body = JSON.stringify({ old: old.endpoint, fresh: fresh.toJSON() });
    await fetch("{{ renewal }}", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  })());
});
