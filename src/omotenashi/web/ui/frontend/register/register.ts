// SPDX-License-Identifier: Apache-2.0
// <omo-register>: the till on the screen. It draws what lies on the counter and hands what is pressed to acts.ts.
import { acts, type Sheet } from "./acts";
import { api, Refused } from "./api";
import { basket, sums, swap, tiles } from "./basketview";
import { done } from "./doneview";
import { Finger } from "./finger";
import { html, icon, nothing, say, type Markup } from "./html";
import { store } from "./line";
import { memberCard, several } from "./memberview";
import { nextAction, payment } from "./payview";
import { canSee, hearKeys, look } from "./scanner";
import { Till } from "./till";

class Register extends HTMLElement {
  private till!: Till;
  private readonly drawn = new Map<string, string>();
  private deaf = (): void => {};

  connectedCallback(): void {
    const { shop = "", terminal = "", reprice } = this.dataset;
    this.innerHTML = String(frame());
    const finger = new Finger(this);
    this.till = new Till({ shop, terminal }, reprice === "yes", () => this.draw(), (people) => this.sheet.show(several(people)), () => finger.lifted());
    this.deaf = hearKeys((code) => void this.till.scan(code));
    this.addEventListener("click", this.pressed);
    this.addEventListener("submit", this.sent);
    this.addEventListener("focusout", this.left);
    document.addEventListener("keydown", this.typed);
    store.events.addEventListener("line", () => void this.till.quote());
    void store.start({ shop, terminal, last_sequence: 0 }).then(() => this.till.touch());
    void this.begin();
    this.draw();
  }

  disconnectedCallback(): void {
    this.deaf();
    document.removeEventListener("keydown", this.typed);
  }

  /** Tiles, and what an exchange brings along: the member, and what went back. */
  private async begin(): Promise<void> {
    const asked = new URLSearchParams(location.search);
    const member = asked.get("member");
    if (asked.has("exchange")) await this.exchange(location.search);
    if (member) this.till.state.member = await api.member(member).catch(() => null);
    if (location.search) history.replaceState(null, "", location.pathname);
    const { products } = await api.tiles().catch(async () => ({ products: await store.localCatalogue.find("") }));
    this.till.tiles = products;
    this.till.know(this.till.tiles);
    this.till.touch();
  }

  private async exchange(search: string): Promise<void> {
    const { state } = this.till;
    try {
      state.exchange = await api.exchange(search);
      state.step = "basket";
      state.tenders = [];
      state.member = state.exchange.member ? await api.member(state.exchange.member) : null;
    } catch (failure) {
      this.till.tell("refused", failure instanceof Refused ? failure.message : say("no_line"));
    }
  }

  private get sheet(): Sheet {
    const dialog = this.at<HTMLDialogElement>("sheet");
    return {
      show: (content) => {
        this.at("sheet-body").innerHTML = String(content);
        if (!dialog.open) dialog.showModal();
      },
      close: () => dialog.close(),
    };
  }

  private at<T extends HTMLElement = HTMLElement>(name: string): T {
    return this.querySelector<T>(`[data-slot="${name}"]`) as T;
  }

  private draw(): void {
    const { state, message, hits } = this.till;
    this.dataset.step = state.step;
    const action = nextAction(state, this.till.busy || this.till.isPricing);
    const left = state.step === "pay" ? payment(state) : state.step === "done" ? done(state) : this.counter(hits);
    this.put("left", left);
    this.put("who", memberCard(state.member));
    this.put("sum", state.step === "done" ? nothing : html`${sums(state)}${swap(state)}`);
    this.put("said", message?.text ? html`<p data-kind="${message.kind}" role="alert">${icon(message.kind === "ok" ? "good" : "bad")}${message.text}${
      message.code === "no_open_shift" ? html`<a href="/register/work/shift/">${say("open_drawer")}</a>` : nothing}</p>` : nothing);
    this.put("next", html`${state.step === "pay" ? html`<button type="button" class="o-button o-button-plain" data-act="basket">${icon("left")}${say("basket")}</button>` : nothing}
<button type="button" class="o-button o-button-primary o-till-next" data-act="${action.act}" ${action.disabled ? html`disabled` : nothing}
 ${this.till.busy ? html`aria-busy="true"` : nothing}>${action.text}</button>`);
    this.at("scan").dataset.kind = message?.kind ?? "";
  }

  private counter(hits: typeof this.till.hits): Markup {
    const { state } = this.till;
    const empty = state.items.length ? nothing : html`<div class="o-till-empty">${icon("receipt")}<p>${say("begin")}</p></div>`;
    return html`${hits.length ? tiles(hits, say("hits")) : nothing}${basket(state)}${hits.length ? nothing : empty}
${hits.length ? nothing : tiles(this.till.tiles, say("often"))}`;
  }

  /** Write a part only when it says something else, so that nothing jumps under a finger. */
  private put(name: string, content: Markup): void {
    const text = String(content);
    if (this.drawn.get(name) === text) return;
    this.drawn.set(name, text);
    this.at(name).innerHTML = text;
  }

  private readonly pressed = (event: Event): void => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-act]");
    if (!button || button instanceof HTMLFormElement) return;
    const { act = "" } = button.dataset;
    if (act === "camera") void look(this.at<HTMLDialogElement>("camera"), (code) => void this.till.scan(code)).catch(() => this.till.tell("refused", say("no_camera")));
    else if (act === "close") (button.closest("dialog") as HTMLDialogElement).close();
    else if (act === "percent") this.percent(button);
    else void acts[act]?.(this.till, button.dataset, this.sheet, null);
  };

  private percent(button: HTMLElement): void {
    const price = button.closest("form")?.elements.namedItem("price") as HTMLInputElement;
    price.value = String(Math.floor((Number(button.dataset.price) * (100 - Number(button.dataset.off))) / 100));
  }

  private readonly sent = (event: Event): void => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    if (form.dataset.slot === "scan") {
      const box = form.elements.namedItem("q") as HTMLInputElement;
      void this.till.scan(box.value);
      box.value = "";
    } else void acts[form.dataset.act ?? ""]?.(this.till, form.dataset, this.sheet, form);
  };

  /** A postal code that was typed fills in what it says. */
  private readonly left = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    if (field.name !== "postal_code" || field.value.replace(/\D/g, "").length !== 7) return;
    const fields = field.form?.elements;
    void api.address(field.value).then(({ prefecture, address }) => {
      for (const [name, value] of [["prefecture", prefecture], ["address", address]] as const) {
        const other = fields?.namedItem(name) as HTMLInputElement;
        if (!other.value) other.value = value;
      }
    }, () => {});
  };

  /** Digits of a keyboard are the keypad while it is paid. */
  private readonly typed = (event: KeyboardEvent): void => {
    if (this.till.state.step !== "pay" || (event.target as HTMLElement).closest("input, textarea, dialog")) return;
    if (/^\d$/.test(event.key)) void acts.key?.(this.till, { key: event.key }, this.sheet, null);
    if (event.key === "Backspace") void acts.key?.(this.till, { key: "back" }, this.sheet, null);
  };
}

function frame(): Markup {
  return html`<div class="o-counter"><form class="o-scan" data-slot="scan" role="search"><span>${icon("search")}</span>
<input name="q" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search" aria-label="${say("scan")}" placeholder="${say("scan")}">
${canSee() ? html`<button type="button" data-act="camera" aria-label="${say("camera")}">${icon("eye")}</button>` : nothing}
<button type="button" data-act="hand-over" aria-label="${say("hand_over")}">${icon("phone")}<span>${say("hand_over_short")}</span></button></form>
<div class="o-said" data-slot="said"></div><div class="o-left" data-slot="left"></div></div>
<aside class="o-till-side"><div class="o-till-side-top"><div data-slot="who"></div></div><div class="o-foot"><div data-slot="sum"></div><div class="o-next" data-slot="next"></div></div></aside>
<dialog class="o-till-sheet" data-slot="sheet"><button type="button" class="o-till-sheet-close" data-act="close" aria-label="${say("close")}">${icon("close")}</button>
<div data-slot="sheet-body"></div></dialog>
<dialog class="o-till-sheet o-camera" data-slot="camera"><video playsinline muted></video><button type="button" class="o-button o-button-plain" data-act="close">${say("close")}</button></dialog>`;
}

customElements.define("omo-register", Register);
