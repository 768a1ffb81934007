// SPDX-License-Identifier: Apache-2.0
// <omo-card src>: the changing code of a member card. It holds the next codes, so that it works for more than a minute
// without a network, follows the server's clock, and keeps the screen awake while it is looked at.

interface Code {
  text: string;
  starts: number;
  picture: string;
}

interface Shown {
  now: number;
  codes: Code[];
}

const STEP = 20_000;
// Asked again when less than this is left in hand.
const LOW = 3 * STEP;

class MemberCard extends HTMLElement {
  private codes: Code[] = [];
  private ahead = 0;
  private timer = 0;
  private asking = false;
  private offline = false;
  private words = "";
  private lock: { release(): Promise<void> } | null = null;

  connectedCallback(): void {
    this.words = this.within("[data-words]").textContent ?? "";
    const first = this.querySelector("script[type='application/json']");
    // The page may have been kept by the browser: its clock counts only when it was just made.
    if (first?.textContent) this.take(JSON.parse(first.textContent) as Shown);
    document.addEventListener("visibilitychange", this.seen);
    window.addEventListener("pageshow", this.seen);
    window.addEventListener("online", this.seen);
    this.timer = window.setInterval(() => this.tick(), 250);
    void this.ask();
    void this.stayAwake();
    this.tick();
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
    window.removeEventListener("pageshow", this.seen);
    window.removeEventListener("online", this.seen);
    void this.lock?.release();
  }

  private readonly seen = (): void => {
    if (document.visibilityState !== "visible") return;
    void this.ask();
    void this.stayAwake();
  };

  private tick(): void {
    const now = Date.now() + this.ahead;
    const code = this.codes.find((one) => one.starts <= now && now < one.starts + STEP);
    const last = this.codes[this.codes.length - 1];
    const left = last ? last.starts + STEP - now : 0;
    if (left < LOW) void this.ask();
    if (code) this.show(code, now);
    this.say(code ? (this.offline ? "offline" : "live") : "old");
  }

  private show(code: Code, now: number): void {
    const picture = this.within("[data-picture]");
    if (picture.dataset.code !== code.text) {
      picture.innerHTML = code.picture;
      picture.dataset.code = code.text;
    }
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const gone = Math.floor(((now - code.starts) / STEP) * (calm ? 4 : 200)) / (calm ? 4 : 200);
    this.querySelector<SVGElement>("[data-ring]")?.style.setProperty("stroke-dashoffset", String(gone * 100));
  }

  private say(state: "live" | "offline" | "old"): void {
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    const told = { live: this.words, offline: this.getAttribute("data-offline"), old: this.getAttribute("data-old") };
    this.within("[data-words]").textContent = told[state];
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { cache: "no-store", redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.take((await answer.json()) as Shown);
      this.offline = false;
    } catch {
      this.offline = true;
    } finally {
      // Not more often than every two seconds, also when there is no network.
      window.setTimeout(() => (this.asking = false), 2_000);
    }
  }

  private take(shown: Shown): void {
    this.ahead = shown.now - Date.now();
    this.codes = shown.codes;
  }

  private async stayAwake(): Promise<void> {
    const wakes = (navigator as { wakeLock?: { request(kind: "screen"): Promise<{ release(): Promise<void> }> } }).wakeLock;
    try {
      this.lock = (await wakes?.request("screen")) ?? null;
    } catch {
      this.lock = null;
    }
  }

  private within(selector: string): HTMLElement {
    const found = this.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`omo-card needs ${selector}`);
    return found;
  }
}

customElements.define("omo-card", MemberCard);

export {};
