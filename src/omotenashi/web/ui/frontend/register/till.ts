// SPDX-License-Identifier: Apache-2.0
// What the till does: scan, quote, sell. It knows no markup; after each change it says so.
import { api, Refused, scan, type Scanned } from "./api";
import { say } from "./html";
import { store } from "./line";
import type { Product, Quote, Sale, Tender } from "./ports";
import { ring, type Device } from "./selling";
import { sound, type Outcome } from "./sounds";
import { given } from "./payview";
import { add, fresh, found, keep, paid, rest, saleOf, type State } from "./state";

const WAIT = 120;

export class Till {
  state: State = found();
  goods = new Map<string, Product>();
  tiles: Product[] = [];
  hits: Product[] = [];
  busy = false;
  /** Something changed, and nobody said yet what it costs: no money is taken on an old sum. */
  isPricing = false;
  message: { kind: Outcome; text: string; code: string } | null = null;
  private timer = 0;
  private asked = 0;

  constructor(
    readonly device: Device,
    readonly mayReprice: boolean,
    readonly render: () => void,
    readonly several: (members: { id: string; name: string; kana: string }[]) => void,
    private readonly still: () => Promise<void>,
  ) {}

  /** Note a change of what is sold: it is quoted anew, and kept. */
  touch(): void {
    keep(this.state);
    this.asked++;
    this.isPricing = true;
    this.render();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.quote(), WAIT);
  }

  tell(kind: Outcome, text = "", code = ""): void {
    sound(kind);
    this.message = text || kind !== "ok" ? { kind, text, code } : null;
    this.render();
  }

  know(products: Product[]): void {
    for (const product of products) this.goods.set(product.sku, product);
  }

  put(product: Product): void {
    this.know([product]);
    this.hits = [];
    this.message = null;
    add(this.state, product);
    sound("ok");
    this.touch();
  }

  async scan(text: string): Promise<void> {
    const code = text.trim();
    if (!code) return;
    try {
      this.take(await scan(code, this.state.member?.id ?? ""));
    } catch (failure) {
      this.tell("refused", failure instanceof Refused ? failure.message : say("no_line"));
    }
  }

  private take(said: Scanned): void {
    if (said.kind === "member") {
      this.state.member = said.member;
      this.tell("ok");
      this.touch();
    } else if (said.kind === "members") {
      sound("ok");
      this.several(said.members);
    } else if (said.kind === "coupon") {
      if (!this.state.coupons.includes(said.code)) this.state.coupons.push(said.code);
      this.tell("ok");
      this.touch();
    } else if (said.kind === "gift_card") this.gift(said.code, said.balance);
    else if (said.kind === "product" || said.kind === "found") this.offer(said.products, said.kind === "product");
    else this.tell(said.kind, said.message);
  }

  private offer(products: Product[], exact: boolean): void {
    this.know(products);
    const [only] = products;
    if (only && exact && products.length === 1) this.put(only);
    else if (only) {
      this.hits = products;
      this.message = null;
      this.render();
    } else this.tell("unknown", say("unknown"));
  }

  private gift(code: string, balance: number): void {
    const amount = Math.min(balance, rest(this.state));
    if (this.state.step !== "pay") this.tell("ok", say("gift_card_holds", String(balance)));
    else if (amount <= 0) this.tell("refused", say("gift_card_empty"));
    else if (this.state.tenders.some((one) => one.ref === code)) this.tell("refused", say("gift_card_twice"));
    else {
      this.state.tenders.push({ kind: "gift_card", amount, received: null, ref: code });
      this.state.kind = "cash";
      this.tell("ok");
      this.touch();
    }
  }

  async quote(): Promise<void> {
    const mine = ++this.asked;
    const { state } = this;
    if (!state.items.length) return this.settle(null);
    try {
      const quote = await priced({ ...saleOf(state, this.device), tenders: [] });
      await this.still();
      if (mine === this.asked) this.settle(quote);
    } catch (failure) {
      if (mine !== this.asked) return;
      this.isPricing = false;
      this.tell("refused", failure instanceof Refused ? failure.message : say("no_line"));
    }
  }

  private settle(quote: State["quote"]): void {
    this.isPricing = false;
    this.state.quote = quote;
    // A sum that fell below what was taken: what was taken is counted anew.
    if (quote && paid(this.state) > quote.to_pay) this.state.tenders = [];
    keep(this.state);
    this.render();
  }

  /** Take the typed amount with the chosen kind. */
  tender(): void {
    const { state } = this;
    const left = rest(state);
    const now = given(state);
    const tender: Tender = {
      kind: state.kind, amount: Math.min(now, left), received: state.kind === "cash" ? now : null, ref: "",
    };
    if (tender.amount > 0) state.tenders.push(tender);
    if (state.kind === "store_credit") state.kind = "cash";
    state.typed = "";
    keep(state);
    this.render();
  }

  /** Ring it up: at the house, or as a fact that is told later. A second press while it is under way does nothing. */
  async sell(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.render();
    try {
      const sold = await ring(this.state, this.device);
      this.state.sold = sold;
      this.state.step = "done";
      this.message = null;
      sound("ok");
    } catch (failure) {
      this.tell("refused", failure instanceof Error ? failure.message : "", failure instanceof Refused ? failure.code : "");
      if (failure instanceof Refused) this.undone();
    } finally {
      this.busy = false;
      keep(this.state);
      this.render();
    }
  }

  private undone(): void {
    this.state.sent = false;
    void this.quote();
  }

  next(): void {
    this.state = fresh();
    this.hits = [];
    this.message = null;
    this.touch();
  }
}

/** What a sale costs: the house says so, and this device where the line is gone. */
async function priced(sale: Sale): Promise<Quote> {
  if (!store.isOnline()) return store.quoteLocally(sale);
  return api.quote(sale).catch((failure: unknown) => {
    if (failure instanceof Refused) throw failure;
    return store.quoteLocally(sale);
  });
}
