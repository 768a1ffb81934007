// SPDX-License-Identifier: Apache-2.0
// <omo-composer>: a message in parts. Every change is kept as a draft and comes back as it reads, with what is wrong where.
import htmx from "htmx.org";
import { blame, MailView, type Told } from "./mailview";
import { Parts } from "./parts";
import { Pickers } from "./pickers";

interface Kept extends Told {
  seen_at: string;
  checks: string;
  costs?: string;
  is_lawful: boolean;
  changed?: string;
}

const PAUSE = 600;
const AGAIN = 5_000;

class Composer extends HTMLElement {
  private parts!: Parts;
  private view!: MailView;
  private timer = 0;
  private isDirty = false;
  private isSaving = false;
  private isOver = false;
  private person = "";
  private target: HTMLInputElement | null = null;

  connectedCallback(): void {
    const shapes = [...this.querySelectorAll<HTMLTemplateElement>("template[data-shape]")].map((one) => [one.dataset.shape!, one] as const);
    this.parts = new Parts(this.one("[data-parts]"), new Map(shapes), () => this.touch(), (label, back) => this.offer(label, back));
    this.view = new MailView(this);
    if (this.hasAttribute("data-edits")) new Pickers(this, () => this.touch());
    const told = JSON.parse(document.getElementById("told")!.textContent!) as Told;
    this.tell(told);
    this.allow(told.is_ready, this.hasAttribute("data-lawful"));
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => (event.target as Element).closest("[data-form]") && this.touch());
    this.addEventListener("focusin", (event) => this.remember(event.target as Element));
    this.addEventListener("click", (event) => this.press(event.target as Element));
    this.one("[data-form]").addEventListener("submit", (event) => event.preventDefault());
    addEventListener("beforeunload", this.leave);
    htmx.process(this);
  }

  disconnectedCallback(): void {
    removeEventListener("beforeunload", this.leave);
  }

  private readonly leave = (event: Event): void => {
    if (this.isDirty && !this.isOver) event.preventDefault();
  };

  private press(pressed: Element): void {
    const button = pressed.closest<HTMLElement>("button");
    if (!button) return;
    if (button.dataset.add) this.parts.add(button.dataset.add);
    if (button.dataset.field) this.insert(button.dataset.field);
    if (button.dataset.person !== undefined) this.as(button);
    if (button.matches("[data-insert]")) this.target = button.parentElement!.querySelector("input, textarea");
    if (button.matches("[data-first]")) {
      button.closest("ol")!.prepend(button.closest("li")!);
      this.touch();
    }
  }

  private remember(focused: Element): void {
    if (focused.matches("[data-name], [name=subject], [name=short]")) this.target = focused as HTMLInputElement;
  }

  // A field goes to where the writer was.
  private insert(text: string): void {
    this.one("[data-fields]").hidePopover();
    const { target } = this;
    if (!target) return;
    target.focus();
    target.setRangeText(text, target.selectionStart ?? target.value.length, target.selectionEnd ?? target.value.length, "end");
    this.touch();
  }

  private as(button: HTMLElement): void {
    this.person = button.dataset.person ?? "";
    const said = this.one("[data-as]");
    said.textContent = this.person ? (button.querySelector("span:not([aria-hidden])")?.textContent ?? "") : said.dataset.as!;
    this.one("#as-person").hidePopover();
    void this.look();
  }

  private async look(): Promise<void> {
    if (this.isDirty) return this.keep();
    const answer = await fetch(`${this.dataset.preview}?person=${this.person}`).catch(() => null);
    if (answer?.ok) this.tell((await answer.json()) as Told);
  }

  private touch(): void {
    if (!this.hasAttribute("data-edits") || this.isOver) return;
    this.isDirty = true;
    this.allow(false, false);
    this.say("saving");
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), PAUSE);
  }

  private async keep(): Promise<void> {
    if (this.isSaving || this.isOver) return;
    this.isSaving = true;
    this.isDirty = false;
    const token = (JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>)["X-CSRFToken"] ?? "";
    const request = { method: "POST", body: this.written(), headers: { "X-CSRFToken": token } };
    const answer = await fetch(this.dataset.draft!, request).catch(() => null);
    this.isSaving = false;
    await this.take(answer);
  }

  private async take(answer: Response | null): Promise<void> {
    if (!answer || answer.status >= 500 || answer.status === 403) {
      this.isDirty = true;
      this.say(answer ? "failed" : "offline");
      this.timer = window.setTimeout(() => void this.keep(), AGAIN);
      return;
    }
    const kept = (await answer.json()) as Partial<Kept>;
    if (answer.status === 409) return this.stop(kept.changed ?? "");
    if (answer.ok) this.settle(kept as Kept);
    else {
      blame(this, this.parts, kept.troubles ?? []);
      this.say("failed");
    }
    // What was written meanwhile is kept next.
    if (this.isDirty) this.touch();
  }

  private settle(kept: Kept): void {
    this.dataset.seen = kept.seen_at;
    for (const input of document.querySelectorAll<HTMLInputElement>("[data-seen-at]")) input.value = kept.seen_at;
    this.one("[data-checks]").innerHTML = kept.checks;
    if (kept.costs !== undefined) this.one("[data-costs]").innerHTML = kept.costs;
    this.tell(kept);
    if (this.isDirty) return;
    this.say("saved");
    this.allow(kept.is_ready, kept.is_lawful);
  }

  private stop(words: string): void {
    this.isOver = true;
    const notice = this.one("[data-changed]");
    notice.querySelector("span")!.textContent = words;
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
    this.say("failed");
  }

  private tell(told: Told): void {
    this.view.show(told);
    blame(this, this.parts, told.troubles);
  }

  private offer(label: string, back: () => void): void {
    const line = this.one("[data-undo]");
    line.querySelector("span")!.textContent = this.dataset.gone!.replace("%s", label);
    line.hidden = false;
    const button = line.querySelector("button")!;
    button.onclick = () => {
      line.hidden = true;
      back();
    };
    button.focus();
  }

  private allow(isReady: boolean, isLawful: boolean): void {
    for (const one of document.querySelectorAll<HTMLButtonElement>("[data-when-saved]")) one.disabled = this.isDirty || !isReady;
    for (const one of document.querySelectorAll<HTMLButtonElement>("[data-when-ready]")) one.disabled = this.isDirty || !isReady || !isLawful;
  }

  private written(): FormData {
    const said = new FormData(this.one<HTMLFormElement>("[data-form]"));
    said.set("blocks", JSON.stringify(this.parts.read()));
    said.set("seen_at", this.dataset.seen ?? "");
    said.set("person", this.person);
    return said;
  }

  private say(what: "saving" | "saved" | "failed" | "offline"): void {
    const status = this.one("[data-status]");
    status.textContent = this.dataset[what] ?? "";
    status.dataset.state = what;
  }

  private one<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
    return this.querySelector<Kind>(selector)!;
  }
}

customElements.define("omo-composer", Composer);
