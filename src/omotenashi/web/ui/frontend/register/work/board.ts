// SPDX-License-Identifier: Apache-2.0
// <omo-board>: the board renews itself, and nothing moves under a finger: what changed waits until nobody touches it.
const QUIET_MS = 2500;

class Board extends HTMLElement {
  private touched = 0;
  private held = false;
  private waiting: Document | undefined;
  private timer = 0;

  connectedCallback(): void {
    const touch = (held: boolean) => () => {
      this.held = held;
      this.touched = Date.now();
    };
    this.addEventListener("pointerdown", touch(true));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) this.addEventListener(name, touch(false));
    this.addEventListener("keydown", touch(false));
    this.closest(".o-till-main")?.addEventListener("scroll", touch(false), { passive: true });
    document.addEventListener("visibilitychange", () => document.hidden || void this.renew());
    const every = Number(this.dataset.every ?? 10) * 1000;
    this.timer = window.setInterval(() => document.hidden || void this.renew(), every);
    window.setInterval(() => this.settle(), 500);
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  async renew(): Promise<void> {
    try {
      const answer = await fetch(this.dataset.src!, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.waiting = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.removeAttribute("data-offline");
      this.settle();
    } catch {
      this.setAttribute("data-offline", this.dataset.gone ?? "");
    }
  }

  private settle(): void {
    if (!this.waiting || this.held || Date.now() - this.touched < QUIET_MS) return;
    const fresh = this.waiting;
    this.waiting = undefined;
    for (const lane of fresh.querySelectorAll<HTMLElement>(".o-work-lane")) this.renewLane(lane);
    const keep = new Set([...fresh.querySelectorAll("[data-card]")].map((card) => card.id));
    for (const card of this.querySelectorAll("[data-card]")) if (!keep.has(card.id)) card.remove();
  }

  private renewLane(fresh: HTMLElement): void {
    const lane = this.querySelector<HTMLElement>(`.o-work-lane[data-name="${fresh.dataset.name}"]`);
    const place = lane?.querySelector<HTMLElement>(".o-work-cards");
    if (!lane || !place) return;
    lane.querySelector("h2")!.innerHTML = fresh.querySelector("h2")!.innerHTML;
    const tab = document.querySelector(`[data-to="${fresh.dataset.name}"] [data-count]`);
    if (tab) tab.textContent = fresh.querySelector("h2 b")!.textContent;
    let before: Element | null = null;
    for (const card of fresh.querySelectorAll<HTMLElement>("[data-card]")) {
      const old = document.getElementById(card.id);
      const same = old && bare(old) === bare(card);
      const now = same ? old : (document.importNode(card, true) as HTMLElement);
      if (!old) now.dataset.fresh = "";
      if (old && !same) old.remove();
      const next: Element | null = before ? before.nextElementSibling : place.firstElementChild;
      if (next !== now) place.insertBefore(now, next);
      before = now;
    }
  }
}

// The token of a form is another one in each answer and says nothing of the card.
function bare(card: Element): string {
  return card.outerHTML.replace(/value="[A-Za-z0-9]{64}"/g, "").replace(/ data-fresh=""/, "");
}

customElements.define("omo-board", Board);
