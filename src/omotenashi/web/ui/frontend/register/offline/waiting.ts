// SPDX-License-Identifier: Apache-2.0
// <omo-till-queue>: the sales that wait for the line, what came back of those that were told, and what this till keeps. It
// works without a line: everything it shows lies in the browser.
import "../../styles/tillqueue.css";
import { present } from "./allowance";
import type { Difference, Row } from "./kept";
import { keptNow, line, rows, store } from "./store";

const LAST = 50;

class Queue extends HTMLElement {
  private words: Record<string, string> = {};

  connectedCallback(): void {
    this.words = JSON.parse(document.getElementById("till-offline-words")?.textContent ?? "{}") as Record<string, string>;
    for (const name of ["line", "queue", "snapshot"]) store.events.addEventListener(name, this.show);
    void this.show();
  }

  disconnectedCallback(): void {
    for (const name of ["line", "queue", "snapshot"]) store.events.removeEventListener(name, this.show);
  }

  private readonly show = async (): Promise<void> => {
    const all = (await rows()).reverse();
    const state = { there: "line", gone: "no_line", signed_out: "signed_out" }[line()];
    const list = all.filter((row) => row.told_at === null).concat(all.filter((row) => row.told_at !== null).slice(0, LAST));
    const items = list.map((row) => this.item(row));
    const lead = element("p", "o-till-queue-state", this.word(state));
    lead.dataset["state"] = line();
    const kept = element("ul", "o-till-queue-kept");
    for (const text of await this.kept()) kept.append(element("li", "", text));
    const body = items.length ? element("ol", "o-till-queue-list") : this.nothing();
    body.append(...items);
    this.replaceChildren(lead, kept, body);
  };

  private item(row: Row): HTMLElement {
    const state = row.refused ? "refused" : row.told_at ? "told" : row.maybe ? "maybe" : "waits";
    const item = element("li", "o-till-sale");
    item.dataset["state"] = row.differences.length && state === "told" ? "differs" : state;
    const what = row.quote.lines.map((one) => `${one.name} × ${one.quantity}`).join("、");
    const points = row.sale.points ? [this.word("points", String(row.sale.points))] : [];
    const paid = [...row.sale.tenders.map(({ kind }) => this.word(kind)), ...points].join(" · ");
    item.append(
      element("span", "o-till-sale-number", `${row.terminal}-${String(row.sequence).padStart(4, "0")}`),
      element("time", "", new Date(row.sale.sold_at).toLocaleTimeString(document.documentElement.lang, CLOCK)),
      element("b", "", what),
      element("span", "o-till-sale-paid", paid),
      element("span", "o-till-sale-amount", money(row.quote.total)),
      element("span", "o-till-sale-state", this.word(state)),
    );
    const odd = row.differences.map((one) => this.said(one));
    if (odd.length) item.append(element("p", "o-till-sale-odd", odd.join(" · ")));
    return item;
  }

  private said(one: Difference): string {
    if (one.what === "points_marked") {
      return one.overdraft ? this.word("overdraft", String(one.overdraft)) : this.word("marked");
    }
    if (one.what === "clock") return this.word("clock", String(one.seconds ?? 0));
    const key = { points: "points_differ", coupon: "coupon_differs" }[one.what] ?? one.what;
    if (!(key in this.words)) return this.word("other");
    return this.word(key, ...(one.said === undefined ? [] : [money(one.said), money(one.ours ?? 0)]));
  }

  private async kept(): Promise<string[]> {
    const snapshot = keptNow();
    if (!snapshot) return [];
    const { products, members } = snapshot.said;
    const at = new Date(snapshot.made_at).toLocaleString(document.documentElement.lang, { ...CLOCK, month: "numeric", day: "numeric" });
    const has = await present(this.dataset["terminal"] ?? "", Date.now());
    const given = (await rows()).reduce((sum, { sale }) => sum + (has && sale.allowance === has.id ? sale.points : 0), 0);
    const until = has ? new Date(has.valid_until).toLocaleString(document.documentElement.lang, { ...CLOCK, month: "numeric", day: "numeric" }) : "";
    const allowed = has ? this.word("allowed", number(has.total - given), number(has.total), until) : this.word("not_allowed");
    return [this.word("kept", number(products.length), number(members.length), at), allowed];
  }

  private nothing(): HTMLElement {
    const box = element("div", "o-till-queue-none");
    box.append(element("b", "", this.word("none")), element("p", "", this.word("none_hint")));
    return box;
  }

  private word(key: string, ...values: string[]): string {
    return values.reduce((text, value) => text.replace("#", value), this.words[key] ?? key);
  }
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };

function element(name: string, kind: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}

function number(value: number): string {
  return value.toLocaleString(document.documentElement.lang);
}

function money(amount: number): string {
  const currency = keptNow()?.said.currency ?? "JPY";
  const digits = new Intl.NumberFormat("ja", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 0;
  return (amount / 10 ** digits).toLocaleString(document.documentElement.lang, { style: "currency", currency });
}

customElements.define("omo-till-queue", Queue);
