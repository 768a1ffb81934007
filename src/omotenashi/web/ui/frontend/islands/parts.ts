// SPDX-License-Identifier: Apache-2.0
// The parts of a message as one list: added, moved by drag, by button and by key, doubled, deleted and brought back.

export interface Part {
  kind: string;
  [name: string]: string;
}

// To where one writes; a part without words takes the focus at its name.
function enter(part: HTMLElement): void {
  (part.querySelector<HTMLElement>("[data-name]") ?? part.querySelector<HTMLElement>("[data-grip]"))?.focus();
}

export class Parts {
  private held: HTMLElement | null = null;
  private last: HTMLElement | null = null;

  constructor(
    private readonly list: HTMLElement,
    private readonly shapes: Map<string, HTMLTemplateElement>,
    private readonly changed: () => void,
    private readonly removed: (label: string, back: () => void) => void,
  ) {
    list.addEventListener("click", (event) => this.act(event));
    list.addEventListener("focusin", (event) => (this.last = (event.target as Element).closest<HTMLElement>("[data-part]")));
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("dragstart", (event) => this.lift(event));
    list.addEventListener("dragover", (event) => this.over(event));
    list.addEventListener("drop", (event) => event.preventDefault());
    list.addEventListener("dragend", () => this.lay());
  }

  read(): Part[] {
    return this.all().map((one) => {
      const part: Part = { kind: one.dataset.part ?? "" };
      for (const input of one.querySelectorAll<HTMLInputElement>("[data-name]")) part[input.dataset.name!] = input.value;
      return part;
    });
  }

  add(kind: string): void {
    const made = this.shapes.get(kind)?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (!made) return;
    // After the part one is in; else at the end.
    const here = this.last?.isConnected ? this.last : null;
    if (here) here.after(made);
    else this.list.append(made);
    this.changed();
    made.scrollIntoView({ block: "nearest" });
    enter(made);
  }

  at(number: number): HTMLElement | undefined {
    return this.all()[number - 1];
  }

  private all(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[data-part]")];
  }

  private act(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-act]");
    const part = button?.closest<HTMLElement>("[data-part]");
    if (!button || !part) return;
    if (button.dataset.act === "up") this.move(part, -1, button);
    if (button.dataset.act === "down") this.move(part, 1, button);
    if (button.dataset.act === "copy") this.double(part);
    if (button.dataset.act === "drop") this.drop(part);
  }

  private key(event: KeyboardEvent): void {
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const part = (event.target as Element).closest<HTMLElement>("[data-part]");
    if (!way || !event.altKey || !part) return;
    event.preventDefault();
    this.move(part, way, event.target as HTMLElement);
  }

  // The focus stays where it was, so that one can go on pressing.
  private move(part: HTMLElement, way: number, focus: HTMLElement): void {
    const beside = way < 0 ? part.previousElementSibling : part.nextElementSibling;
    if (!beside) return;
    if (way < 0) beside.before(part);
    else beside.after(part);
    focus.focus();
    part.scrollIntoView({ block: "nearest" });
    this.changed();
  }

  private double(part: HTMLElement): void {
    const made = part.cloneNode(true) as HTMLElement;
    const texts = part.querySelectorAll<HTMLInputElement>("[data-name]");
    made.querySelectorAll<HTMLInputElement>("[data-name]").forEach((one, at) => (one.value = texts[at]?.value ?? ""));
    part.after(made);
    this.changed();
    enter(made);
  }

  private drop(part: HTMLElement): void {
    const next = part.nextElementSibling;
    part.remove();
    this.changed();
    this.removed(part.querySelector("[data-grip] span")?.textContent ?? "", () => {
      if (next?.isConnected) next.before(part);
      else this.list.append(part);
      this.changed();
      enter(part);
    });
  }

  private lift(event: DragEvent): void {
    const grip = (event.target as Element).closest?.("[data-grip]");
    this.held = grip?.closest<HTMLElement>("[data-part]") ?? null;
    if (!this.held) return;
    event.dataTransfer?.setData("text/plain", this.held.dataset.part ?? "");
    event.dataTransfer?.setDragImage(this.held, 12, 12);
    this.held.toggleAttribute("data-held", true);
  }

  private over(event: DragEvent): void {
    if (!this.held) return;
    event.preventDefault();
    const below = this.all().find((one) => {
      const box = one.getBoundingClientRect();
      return one !== this.held && event.clientY < box.top + box.height / 2;
    });
    if (below) {
      if (below.previousElementSibling !== this.held) below.before(this.held);
    } else if (this.list.lastElementChild !== this.held) this.list.append(this.held);
  }

  private lay(): void {
    if (!this.held) return;
    this.held.removeAttribute("data-held");
    this.held = null;
    this.changed();
  }
}
