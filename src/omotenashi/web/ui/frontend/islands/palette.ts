// SPDX-License-Identifier: Apache-2.0
// <omo-palette>: asks the server while one types; arrows choose, Enter opens.
class Palette extends HTMLElement {
  private asked = 0;
  private timer = 0;

  connectedCallback(): void {
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.find(), 120);
    });
    this.addEventListener("keydown", (event) => this.onKey(event));
    void this.find();
  }

  private get input(): HTMLInputElement {
    return this.querySelector("input")!;
  }

  private get found(): HTMLElement {
    return this.querySelector<HTMLElement>(".o-palette-found")!;
  }

  private async find(): Promise<void> {
    // Answers may overtake each other; only the last question counts.
    const asking = ++this.asked;
    const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(this.input.value)}`, { headers: { "HX-Request": "true" } });
    if (asking !== this.asked || !answer.ok) return;
    this.found.innerHTML = await answer.text();
    this.choose(0);
  }

  private get hits(): HTMLElement[] {
    return [...this.found.querySelectorAll<HTMLElement>("a")];
  }

  private choose(index: number): void {
    const { hits } = this;
    hits.forEach((hit, i) => hit.setAttribute("aria-selected", String(i === index)));
    hits[index]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", hits[index]?.id ?? "");
  }

  private onKey(event: KeyboardEvent): void {
    const { hits } = this;
    const now = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.choose((now + 1) % hits.length);
    else if (event.key === "ArrowUp") this.choose((now - 1 + hits.length) % hits.length);
    else if (event.key === "Enter") hits[now]?.click();
    else return;
    event.preventDefault();
  }
}

customElements.define("omo-palette", Palette);

export {};
