// SPDX-License-Identifier: Apache-2.0
// Keys and selection of lists: j and k move, x selects, Enter opens, / searches; a press on a row opens it.
function rows(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("tbody tr[data-row]")];
}

function move(list: Element, by: number): void {
  const all = rows(list);
  const now = all.findIndex((row) => row.dataset.active !== undefined);
  const next = all[Math.max(0, Math.min(all.length - 1, now + by))];
  all[now]?.removeAttribute("data-active");
  next?.setAttribute("data-active", "");
  next?.querySelector<HTMLElement>("a, input")?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

function tally(list: Element): void {
  const boxes = [...list.querySelectorAll<HTMLInputElement>('input[name="ids"]')];
  const chosen = boxes.filter((box) => box.checked).length;
  const bar = list.querySelector<HTMLElement>("[data-bulk]");
  const all = list.querySelector<HTMLInputElement>("[data-select-all]");
  if (!bar || !all) return;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-bulk-count]")!.textContent = chosen.toLocaleString();
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

function selectAll(list: Element, on: boolean): void {
  for (const box of list.querySelectorAll<HTMLInputElement>('input[name="ids"]')) box.checked = on;
  tally(list);
}

function onKey(event: KeyboardEvent): void {
  const at = event.target as Element;
  const list = at.closest(".o-list") ?? document.querySelector("dialog[open] .o-list, main .o-list");
  if (!list || event.metaKey || event.ctrlKey || event.altKey) return;
  if (at.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]')) return;
  const active = list.querySelector<HTMLElement>("tr[data-active]");
  if (event.key === "/") list.querySelector<HTMLElement>("[data-list-search]")?.focus();
  else if (event.key === "j") move(list, 1);
  else if (event.key === "k") move(list, -1);
  else if (event.key === "x") active?.querySelector<HTMLInputElement>('input[name="ids"]')?.click();
  else if (event.key === "Enter" && active && !at.closest("a, button")) active.querySelector<HTMLElement>("a")?.click();
  else return;
  event.preventDefault();
}

function onClick(event: MouseEvent): void {
  const at = event.target as Element;
  const list = at.closest(".o-list");
  if (!list) return;
  if (at.closest("[data-bulk-none]")) selectAll(list, false);
  const row = at.closest<HTMLElement>("tr[data-href]");
  // A press on text that is being marked, or on a control in the row, is not meant for the row.
  if (!row || at.closest("a, button, input, label, summary") || getSelection()?.toString()) return;
  if (event.metaKey || event.ctrlKey) open(row.dataset.href);
  else row.querySelector<HTMLElement>("a.o-row-link")?.click();
}

export function watchLists(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const list = box.closest?.(".o-list");
    if (!list) return;
    if (box.matches("[data-select-all]")) selectAll(list, box.checked);
    else if (box.name === "ids") tally(list);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.closest(".o-list") && form.method === "post") addToken(form);
  });
}

function addToken(form: HTMLFormElement): void {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "csrfmiddlewaretoken", value: headers["X-CSRFToken"] ?? "" });
  form.append(input);
}
