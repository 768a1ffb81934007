// SPDX-License-Identifier: Apache-2.0
// 探索 by drag: an offer or a taken chip is put onto a shelf, at the place of the pointer. Without a mouse the links do it.
import htmx from "htmx.org";

let held: { place: string; name: string } | null = null;

const names = (shelf: Element): string[] => [...shelf.querySelectorAll<HTMLElement>("[data-taken]")].map((one) => one.dataset.taken ?? "");

function shelfOf(event: DragEvent): HTMLElement | null {
  const shelf = (event.target as Element).closest?.<HTMLElement>("[data-shelf]");
  return shelf && held && shelf.dataset.shelf === held.place ? shelf : null;
}

// The chip before which it would land; none at the end.
function before(shelf: Element, event: DragEvent): HTMLElement | undefined {
  return [...shelf.querySelectorAll<HTMLElement>("[data-taken]")].find((one) => {
    const box = one.getBoundingClientRect();
    return event.clientY < box.bottom && event.clientX < box.left + box.width / 2;
  });
}

function mark(shelf: HTMLElement | null, chip?: HTMLElement): void {
  for (const one of document.querySelectorAll("[data-shelf][data-over]")) if (one !== shelf) one.removeAttribute("data-over");
  for (const one of document.querySelectorAll("[data-before]")) if (one !== chip) one.removeAttribute("data-before");
  shelf?.setAttribute("data-over", "");
  chip?.setAttribute("data-before", "");
}

function put(shelf: HTMLElement, name: string, chip?: HTMLElement): void {
  const rest = names(shelf).filter((one) => one !== name);
  const at = chip && chip.dataset.taken !== name ? rest.indexOf(chip.dataset.taken ?? "") : rest.length;
  rest.splice(at, 0, name);
  const home = document.querySelector<HTMLElement>("[data-explore]")!.dataset.explore!;
  const url = new URL(home + location.search, location.origin);
  url.searchParams.set(shelf.dataset.shelf!, rest.join(","));
  const oob = "#exports,#offers-list,#explore-kept";
  void htmx.ajax("get", url.pathname + url.search, { target: "#answer", select: "#answer", selectOOB: oob, swap: "outerHTML show:none" });
}

export function watchExplore(): void {
  document.addEventListener("dragstart", (event) => {
    const thing = (event.target as Element).closest?.<HTMLElement>("[data-drag]");
    if (!thing) return;
    const [place = "", name = ""] = thing.dataset.drag!.split(":");
    held = { place, name };
    thing.setAttribute("data-dragged", "");
    event.dataTransfer?.setData("text/plain", name);
  });
  document.addEventListener("dragover", (event) => {
    const shelf = shelfOf(event);
    if (shelf) event.preventDefault();
    mark(shelf, shelf ? before(shelf, event) : undefined);
  });
  document.addEventListener("drop", (event) => {
    const shelf = shelfOf(event);
    if (!shelf || !held) return;
    event.preventDefault();
    put(shelf, held.name, before(shelf, event));
  });
  document.addEventListener("dragend", () => {
    held = null;
    mark(null);
    for (const one of document.querySelectorAll("[data-dragged]")) one.removeAttribute("data-dragged");
  });
}
