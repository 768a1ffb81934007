// SPDX-License-Identifier: Apache-2.0
// What each button does. A button names its act in `data-act`; the rest stands beside it.
import { api, Refused } from "./api";
import { advisers } from "./basketview";
import { heed, showCares, showNote, writeNote } from "./caring";
import { sayWhy } from "./doneview";
import { elsewhere, handedOver, lineSheet, recipient } from "./elsewhereview";
import { say, trusted, type Markup } from "./html";
import { add, count, keep, pieces, saleOf } from "./state";
import { store } from "./line";
import { pointsSheet } from "./payview";
import type { Contact, TenderKind } from "./ports";
import { spoken } from "./speaking";
import type { Till } from "./till";

export interface Sheet {
  show(content: Markup): void;
  close(): void;
}
type Act = (till: Till, data: DOMStringMap, sheet: Sheet, form: HTMLFormElement | null) => void | Promise<void>;

const lineOf = (till: Till, data: DOMStringMap) => till.state.items.find(({ line }) => line.key === data.key);

async function safely(till: Till, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (failure) {
    till.tell("refused", failure instanceof Refused ? failure.message : say("no_line"));
  }
}

/** Another way for the goods of a sheet: the line that was opened takes it, or a new one is put in. */
function way(till: Till, data: DOMStringMap, sheet: Sheet): void {
  const product = till.goods.get(chosen.sku);
  if (!product) return;
  const mode = data.mode as "ship" | "pickup" | "order_in";
  const item = till.state.items.find(({ line }) => line.key === chosen.key);
  const location = data.location ?? null;
  if (item) {
    Object.assign(item.line, { mode, location });
    item.place = data.name ?? "";
  } else add(till.state, product, { mode, location }, data.name ?? "");
  till.hits = [];
  if (mode === "ship" && !till.state.recipient) sheet.show(recipient(guess(till)));
  else sheet.close();
  till.touch();
}

const guess = ({ state: { member } }: Till): Contact | null =>
  member ? { name: member.name, kana: member.kana, mail: "", phone: "", postal_code: "", prefecture: "", address: "", note: "" } : null;

// What the open sheet is about.
const chosen = { sku: "", key: "" };

export const acts: Record<string, Act> = {
  tile: (till, { sku = "" }) => {
    const product = till.goods.get(sku);
    if (product) till.put(product);
  },
  less: (till, data) => step(till, data, -1),
  more: (till, data) => step(till, data, 1),
  line: (till, data, sheet) => {
    const item = lineOf(till, data);
    if (item) sheet.show(lineSheet(item, till.mayReprice));
  },
  remove: (till, data, sheet) => {
    count(till.state, data.key ?? "", 0);
    sheet.close();
    till.touch();
  },
  elsewhere: (till, { sku = "", key = "" }, sheet) =>
    safely(till, async () => {
      const found = await api.elsewhere(sku);
      till.know([found.product]);
      Object.assign(chosen, { sku, key });
      sheet.show(elsewhere(found.product, found.places, found.ships));
    }),
  way,
  "recipient-form": (till, _data, sheet, form) => {
    till.state.recipient = { ...blank, ...(Object.fromEntries(new FormData(form ?? undefined)) as Partial<Contact>) };
    sheet.close();
    till.touch();
  },
  "price-form": (till, data, sheet, form) => {
    const item = lineOf(till, data);
    const said = new FormData(form ?? undefined);
    if (item) {
      item.line.price = Math.max(0, Math.round(Number(String(said.get("price")).replace(/\D/g, "")) || 0));
      item.line.reason = String(said.get("reason") ?? "");
    }
    sheet.close();
    till.touch();
  },
  unprice: (till, data, sheet) => {
    const item = lineOf(till, data);
    if (item) Object.assign(item.line, { price: null, reason: "" });
    sheet.close();
    till.touch();
  },
  leave: (till) => {
    const tenders = till.state.tenders.filter(({ kind }) => kind !== "store_credit");
    Object.assign(till.state, { member: null, points: 0, tenders, kind: "cash" });
    till.touch();
  },
  "choose-member": (till, { id = "" }, sheet) =>
    safely(till, async () => {
      till.state.member = await api.member(id);
      sheet.close();
      till.touch();
    }),
  spoken: (till, data) => safely(till, () => spoken(till, data)),
  wish: (till, { sku = "" }, sheet) => acts.elsewhere?.(till, { sku }, sheet, null),
  note: (_till, _data, sheet) => showNote(sheet),
  "note-form": (till, _data, sheet, form) => safely(till, () => writeNote(till, sheet, form)),
  care: (till, _data, sheet) => safely(till, () => showCares(till, sheet)),
  "care-chip": (till, data, sheet) => safely(till, () => heed(till, data, sheet)),
  points: async (till, _data, sheet) => {
    const { member } = till.state;
    if (!member) return;
    const most = store.isOnline() ? member.points : Math.min(member.points, await store.pointsAllowed(member.id));
    sheet.show(pointsSheet(till.state, most));
  },
  "some-points": (till, { amount = "0" }, sheet) => usePoints(till, Number(amount), sheet),
  "points-form": (till, _data, sheet, form) =>
    usePoints(till, Number(String(new FormData(form ?? undefined).get("points")).replace(/\D/g, "")) || 0, sheet),
  uncoupon: (till, { code = "" }) => {
    till.state.coupons = till.state.coupons.filter((one) => one !== code);
    till.touch();
  },
  assist: (till, _data, sheet) => sheet.show(advisers(till.state)),
  assisted: (till, { id = "" }, sheet) => {
    set(till, { assisted: id || null });
    sheet.close();
  },
  unexchange: (till) => {
    till.state.exchange = null;
    till.touch();
  },
  untender: (till, { place = "" }) => {
    till.state.tenders = till.state.tenders.filter((_one, at) => at !== Number(place));
    till.touch();
  },
  kind: (till, { kind }) => set(till, { kind: kind as TenderKind, typed: "" }),
  "note-of": (till, { amount = "" }) => set(till, { typed: amount }),
  key: (till, { key = "" }) => {
    const typed = key === "back" ? till.state.typed.slice(0, -1) : (till.state.typed + key).replace(/^0+/, "").slice(0, 9);
    set(till, { typed });
  },
  pay: (till) => {
    till.message = null;
    set(till, { step: "pay", typed: "" });
  },
  basket: (till) => set(till, { step: "basket", tenders: [], typed: "" }),
  tender: (till) => till.tender(),
  "tender-and-sell": async (till) => {
    if (till.busy) return;
    till.tender();
    await till.sell();
  },
  sell: (till) => till.sell(),
  why: (till, { reason = "" }) => safely(till, () => sayWhy(till, reason)),
  again: (till) => till.next(),
  clear: (till, _data, sheet) => {
    sheet.close();
    till.next();
  },
  print: () => window.print(),
  "hand-over": (till, _data, sheet) =>
    safely(till, async () => {
      if (!pieces(till.state)) return till.tell("unknown", say("empty"));
      const made = await api.handOver(saleOf(till.state, till.device));
      sheet.show(handedOver(made.url, trusted(made.qr)));
    }),
};

const blank: Contact = { name: "", kana: "", mail: "", phone: "", postal_code: "", prefecture: "", address: "", note: "" };

function step(till: Till, data: DOMStringMap, by: number): void {
  const item = lineOf(till, data);
  if (!item) return;
  count(till.state, item.line.key, item.line.quantity + by);
  till.touch();
}

function usePoints(till: Till, points: number, sheet: Sheet): void {
  till.state.points = Math.max(0, points);
  sheet.close();
  till.touch();
}

function set(till: Till, values: Partial<Till["state"]>): void {
  Object.assign(till.state, values);
  keep(till.state);
  till.render();
}
