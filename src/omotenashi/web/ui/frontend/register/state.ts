// SPDX-License-Identifier: Apache-2.0
// What lies on the counter, and what may be done with it. Plain data; kept in this browser until it is sold.
import type { Contact, Exchange, Member, Product, Quote, Sale, SaleLine, Sold, Tender, TenderKind } from "./ports";

export interface Item {
  line: SaleLine;
  product: Product;
  place: string;
}
export type Step = "basket" | "pay" | "done";
export interface State {
  id: string;
  items: Item[];
  member: Member | null;
  points: number;
  coupons: string[];
  tenders: Tender[];
  recipient: Contact | null;
  step: Step;
  kind: TenderKind;
  typed: string;
  exchange: Exchange | null;
  assisted: string | null;
  sequence: number;
  sent: boolean;
  quote: Quote | null;
  sold: Sold | null;
}

export function fresh(): State {
  return {
    id: crypto.randomUUID(), items: [], member: null, points: 0, coupons: [], tenders: [], recipient: null, step: "basket",
    kind: "cash", typed: "", exchange: null, assisted: null, sequence: 0, sent: false, quote: null, sold: null,
  };
}

/** Put a piece in; one that lies there already counts one more. Give its key. */
export function add(state: State, product: Product, more: Partial<SaleLine> = {}, place = ""): string {
  const mode = more.mode ?? "carry_out";
  const location = more.location ?? null;
  const same = state.items.find(
    ({ line }) => line.sku === product.sku && line.mode === mode && line.location === location && line.price === null,
  );
  if (same) {
    same.line.quantity += 1;
    state.items = [...state.items.filter((one) => one !== same), same];
    return same.line.key;
  }
  const line: SaleLine = {
    key: crypto.randomUUID(), sku: product.sku, quantity: 1, mode, location, price: null, reason: "", discount: 0,
    coupon: 0, ...more,
  };
  state.items.push({ line, product, place });
  return line.key;
}

export function count(state: State, key: string, quantity: number): void {
  const item = state.items.find(({ line }) => line.key === key);
  if (!item) return;
  item.line.quantity = Math.min(999, quantity);
  if (quantity <= 0) state.items = state.items.filter((one) => one !== item);
}

export const pieces = (state: State): number => state.items.reduce((sum, { line }) => sum + line.quantity, 0);
export const isSent = (state: State): boolean => state.items.some(({ line }) => line.mode === "ship");
export const taken = (state: State): number => state.tenders.reduce((sum, tender) => sum + tender.amount, 0);
/** How much of what comes back pays this sale, and how much money goes back beside it. */
export const swapped = (state: State): number => Math.min(state.exchange?.money ?? 0, total(state));
export const over = (state: State): number => (state.exchange?.money ?? 0) - swapped(state);
export const paid = (state: State): number => taken(state) + swapped(state);
/** Store credit of the member that is not taken yet. */
export const creditLeft = (state: State): number =>
  (state.member?.credit ?? 0) - state.tenders.reduce((sum, one) => sum + (one.kind === "store_credit" ? one.amount : 0), 0);
export const total = (state: State): number => state.quote?.to_pay ?? state.items.reduce((sum, { line, product }) => sum + (line.price ?? product.price ?? 0) * line.quantity, 0);
export const rest = (state: State): number => Math.max(0, total(state) - paid(state));
export const typed = (state: State): number => Number(state.typed || "0");

/** What the house is asked and told. */
export function saleOf(state: State, device: { shop: string; terminal: string }): Sale {
  const credit = swapped(state);
  const own: Tender[] = credit ? [{ kind: "store_credit", amount: credit, received: null, ref: "" }] : [];
  return {
    id: state.id, shop: device.shop, terminal: device.terminal, sequence: state.sequence, sold_at: new Date().toISOString(),
    lines: state.items.map(({ line }) => line), member: state.member?.id ?? null, points: state.points,
    coupons: state.coupons, tenders: [...own, ...state.tenders], recipient: isSent(state) ? state.recipient : null, offline: false,
    allowance: null, shipping: null, exchange: state.exchange && { order: state.exchange.order, said: state.exchange.said, credit },
    assisted: state.assisted,
  };
}

/** The sale as a fact, with what was asked for each line: what is told when the line is back. */
export function asFact(sale: Sale, quote: Quote, allowance: string | null): Sale {
  const lines = sale.lines.map((line) => {
    const priced = quote.lines.find((one) => one.key === line.key);
    return { ...line, price: priced?.unit_price ?? line.price, discount: priced?.discount ?? 0, coupon: priced?.coupon ?? 0 };
  });
  return { ...sale, lines, offline: true, points: quote.points, shipping: quote.shipping, allowance };
}

/** Notes a customer may hand over for a sum: the sum itself, and the next round ones. */
export function notes(sum: number): number[] {
  const found = [sum];
  for (const note of [1000, 5000, 10000]) {
    const round = Math.ceil(sum / note) * note;
    if (!found.includes(round)) found.push(round);
  }
  return found.slice(0, 4);
}

const KEPT = "till-sale";

export function keep(state: State): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(state.step === "done" ? fresh() : state));
  } catch {
    // Full or forbidden: the sale lives as long as the page.
  }
}

export function found(): State {
  try {
    const said = localStorage.getItem(KEPT);
    return said ? { ...fresh(), ...(JSON.parse(said) as State), quote: null } : fresh();
  } catch {
    return fresh();
  }
}
