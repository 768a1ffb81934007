// SPDX-License-Identifier: Apache-2.0
// 試験用受信箱: beside the list the open message stays marked, also after the list came anew. On a phone a message is a
// page of its own: one tap there, and back the way one came.

const narrow = matchMedia("(max-width: 899px)");

function mark(): void {
  const items = [...document.querySelectorAll<HTMLAnchorElement>("[data-inbox-item]")];
  const isOpen = items.some((one) => one.pathname === location.pathname);
  // The list alone shows nothing that would be the current one.
  if (!isOpen && !narrow.matches) return;
  for (const one of items) {
    if (one.pathname === location.pathname) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
}

// The list where one left it, instead of anew at its top.
function back(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>("[data-inbox-back]");
  const from = document.referrer ? new URL(document.referrer) : null;
  if (!link || !from || from.origin !== location.origin || from.pathname !== link.pathname) return;
  event.preventDefault();
  history.back();
}

export function watchInbox(): void {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const item = (event.target as Element).closest<HTMLAnchorElement>("a[data-inbox-item]");
    if (!item || !narrow.matches) return;
    event.preventDefault();
    location.assign(item.href);
  });
  document.addEventListener("htmx:pushedIntoHistory", () => {
    document.querySelector<HTMLElement>(".o-inbox")?.setAttribute("data-alone", "");
    mark();
  });
  document.addEventListener("htmx:afterSettle", mark);
  document.addEventListener("click", back);
  if (document.querySelector(".o-inbox")) mark();
}
