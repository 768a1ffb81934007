// SPDX-License-Identifier: Apache-2.0
// 試験用受信箱: the open message stays marked in the list, also after the list came anew.

function mark(): void {
  const items = [...document.querySelectorAll<HTMLAnchorElement>("[data-inbox-item]")];
  if (!items.some((one) => one.pathname === location.pathname)) return;
  for (const one of items) {
    if (one.pathname === location.pathname) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
}

export function watchInbox(): void {
  document.addEventListener("htmx:pushedIntoHistory", () => {
    mark();
    // On a phone the message stands under the list.
    const pane = document.querySelector("#pane");
    if (pane && pane.getBoundingClientRect().top > innerHeight / 2) pane.scrollIntoView({ block: "start" });
  });
  document.addEventListener("htmx:afterSettle", mark);
}
