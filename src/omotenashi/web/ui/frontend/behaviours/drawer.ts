// SPDX-License-Identifier: Apache-2.0
// A link with data-drawer opens its page in the drawer; the address stays. Without script it is a plain link.
import htmx from "htmx.org";
import { failure } from "./failures";

function parts(): { drawer: HTMLDialogElement; body: HTMLElement; page: HTMLAnchorElement } {
  const drawer = document.getElementById("drawer") as HTMLDialogElement;
  return { drawer, body: drawer.querySelector<HTMLElement>("[data-drawer-body]")!, page: drawer.querySelector<HTMLAnchorElement>("[data-drawer-page]")! };
}

// Addresses such as "?sort=name" belong to the page in the drawer, not to the one beneath, and stay in the drawer.
function settle(body: HTMLElement, from: string): void {
  for (const link of body.querySelectorAll<HTMLAnchorElement>('a[href^="?"]')) {
    link.href = new URL(link.getAttribute("href") ?? "", from).href;
    link.dataset.drawer = "";
  }
  for (const form of body.querySelectorAll("form")) {
    if (!form.hasAttribute("action")) form.action = from;
    for (const name of ["hx-get", "hx-push-url"]) form.removeAttribute(name);
  }
}

async function open(href: string): Promise<void> {
  const { drawer, body, page } = parts();
  page.href = href;
  body.innerHTML = `<div class="o-skeleton" data-kind="table" aria-busy="true">${"<i></i>".repeat(8)}</div>`;
  if (!drawer.open) drawer.showModal();
  try {
    const answer = await fetch(href, { headers: { "HX-Request": "true", "HX-Target": "drawer-body" } });
    if (!answer.ok) throw new Error(answer.headers.get("Omotenashi-Code") ?? String(answer.status));
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    body.replaceChildren(...(read.querySelector("main") ?? read.body).childNodes);
    body.scrollTop = 0;
    settle(body, answer.url);
    htmx.process(body);
    body.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  } catch (error) {
    drawer.close();
    failure(error instanceof TypeError ? "offline" : "failed", error instanceof TypeError ? "" : (error as Error).message);
  }
}

export function watchDrawer(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-drawer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void open(link.href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "get" || !form.closest("[data-drawer-body]")) return;
    event.preventDefault();
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form) as unknown as Record<string, string>).toString();
    void open(url.href);
  });
}
