// SPDX-License-Identifier: Apache-2.0
// One letter presses what carries it (data-key), and a record knows its neighbours in the list one came from.
const KEPT = "omotenashi-list";

function remember(): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main .o-list tr[data-href]")];
  const hrefs = rows.map((row) => new URL(row.dataset.href ?? "", location.href).pathname);
  if (hrefs.length) sessionStorage.setItem(KEPT, JSON.stringify(hrefs));
}

function walk(): void {
  const box = document.querySelector<HTMLElement>("[data-record-walk]");
  if (!box) return;
  const hrefs = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as string[];
  const here = hrefs.indexOf(location.pathname);
  if (here < 0) return;
  for (const [key, by] of [["k", -1], ["j", 1]] as const) {
    const link = box.querySelector<HTMLAnchorElement>(`[data-walk="${key}"]`);
    const href = hrefs[here + by];
    if (!link || !href) continue;
    link.href = href;
    link.hidden = false;
    box.hidden = false;
  }
}

function onKey(event: KeyboardEvent): void {
  const at = event.target as Element;
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
  if (event.key.length !== 1 && !event.key.startsWith("Arrow")) return;
  if (at.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const found = document.querySelector<HTMLElement>(`main [data-key="${CSS.escape(event.key)}"]:not([hidden])`);
  if (!found) return;
  event.preventDefault();
  found.click();
}

function note(): void {
  const seen = [...document.querySelectorAll<HTMLDetailsElement>("main details.lg\\:hidden")].find((one) => one.offsetParent);
  if (seen) seen.open = true;
  const text = [...document.querySelectorAll<HTMLElement>("[data-note-text]")].find((one) => one.offsetParent);
  if (text) return text.focus();
  // What the record keeps for later comes when it is seen, and then this is asked again.
  document.addEventListener("htmx:load", note, { once: true });
  [...document.querySelectorAll<HTMLElement>(".o-more[hx-get]")].find((one) => one.offsetParent)?.scrollIntoView({ block: "nearest" });
}

export function watchRecord(): void {
  remember();
  walk();
  document.addEventListener("htmx:load", remember);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-note]")) note();
  });
}
