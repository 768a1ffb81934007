// SPDX-License-Identifier: Apache-2.0
// What the till speaks: the JSON of /register/api/ and what the offline store offers. Types only, no code.
// Money is whole minor units with tax; moments are ISO 8601 with a zone; ids are UUIDs in lower case.

export type * from "./storeports";

export type Mode = "carry_out" | "ship" | "pickup" | "order_in";
export type TenderKind = "cash" | "card_terminal" | "qr" | "gift_card" | "store_credit";

/** One line of a sale. `key` (a UUID made here) names it in quotes and becomes its uid. `price` overrides the unit price
 * and needs a `reason`; in an offline sale price, discount and coupon are what was asked. `location`: where it is collected. */
export interface SaleLine {
  key: string;
  sku: string;
  quantity: number;
  mode: Mode;
  location: string | null;
  price: number | null;
  reason: string;
  discount: number;
  coupon: number;
}

/** `received` only for cash; `ref` is a gift card's code or a slip's number. */
export interface Tender {
  kind: TenderKind;
  amount: number;
  received: number | null;
  ref: string;
}

export interface Contact {
  name: string;
  kana: string;
  mail: string;
  phone: string;
  postal_code: string;
  prefecture: string;
  address: string;
  note: string;
}

/** POST api/sales/ · `sequence` is 0 until it is sold. `member` is a person's id. Shop and terminal come from the device
 * cookie; they stand here so that an offline sale says where it was made. */
export interface Sale {
  id: string;
  shop: string;
  terminal: string;
  sequence: number;
  sold_at: string;
  lines: SaleLine[];
  member: string | null;
  points: number;
  coupons: string[];
  tenders: Tender[];
  recipient: Contact | null;
  offline: boolean;
  allowance: string | null;
  shipping: number | null;
  exchange: { order: string; said: Record<string, string>; credit: number } | null;
  /** Who advised the customer, when somebody else sells. */
  assisted: string | null;
}

/** GET api/exchange/ · what comes back for what is sold. `money` of it may pay the sale; `others` go back as what they were. */
export interface Exchange {
  order: string;
  number: string;
  said: Record<string, string>;
  money: number;
  member: string | null;
  lines: { name: string; quantity: number; amount: number }[];
  others: { name: string; amount: number }[];
}

/** `unit_price` includes tax and is null when nothing is known of it; `regular` is our price beneath an override. */
export interface QuoteLine {
  key: string;
  sku: string;
  name: string;
  quantity: number;
  mode: Mode;
  location: string | null;
  unit_price: number | null;
  regular: number | null;
  gross: number;
  discount: number;
  coupon: number;
  amount: number;
  points: number;
  earned: number;
  tax_rate: number;
  problem: string;
}

/** POST api/quote/ (body: Sale) and `quoteLocally`. `refused` are coupons; `near` says what is missing to a campaign. */
export interface Quote {
  lines: QuoteLine[];
  goods: number;
  shipping: number;
  total: number;
  points: number;
  points_left: number;
  to_pay: number;
  earned: number;
  taxes: { rate: number; total: number; tax: number }[];
  campaigns: { name: string; amount: number }[];
  coupons: { code: string; name: string; amount: number }[];
  refused: { code: string; reason: string; message: string }[];
  problems: { key: string; reason: string; message: string }[];
  near: { name: string; missing: number }[];
  local: boolean;
}

/** The answer of POST api/sales/ and of GET api/sales/<id>/ (404 when the id is not known). `document` is "" while it waits. */
export interface Sold {
  sale: string;
  order: string;
  number: string;
  document: string;
  receipt: string; // address of the receipt page
  total: number;
  change: number;
  points_spent: number;
  points_earned: number;
  balance: number;
  overdraft: number;
  found: number;
  shortages: number;
  is_repeat: boolean;
  local: boolean;
  why?: string[]; // reasons to buy that may be tapped; none when nobody is asked
  reason?: string; // the one that was tapped
  exchange?: { refunded: number; parts: { kind: string; name: string; amount: number }[]; receipt: string };
}

/** `price` includes tax. `here` is what may be sold in this shop, null when it is not known (offline). `folded` is the
 * text a search looks in: name, sku, barcodes and category folded by base.text.japanese.fold_kana. */
export interface Product {
  sku: string;
  product: string;
  name: string;
  options: string;
  category: string;
  brand: string;
  barcodes: string[];
  price: number | null;
  tax_rate: number;
  tax_included: boolean;
  here: number | null;
  folded: string;
}

/** GET api/members/<id>/cares/: what can be noted with one press. */
export interface Cares {
  today: string;
  kinds: { kind: string; name: string; field: string; chips: [string, string][] }[];
}

/** GET api/members/?q= · `minimal`: no consent or offline, only name, rank and points. `nodes` are the memberships. */
export interface Member {
  id: string;
  code: string;
  name: string;
  kana: string;
  rank: string;
  points: number;
  credit?: number; // store credit; not known offline
  expiring: { amount: number; on: string; soon: boolean } | null;
  ltv: number | null;
  purchases: { on: string; channel: string; shop: string; amount: number; what: string; order: string }[];
  wishes: { sku: string; name: string; here: number }[];
  notes: { at: string; by: string; text: string }[];
  care?: string; // what to heed, in one line; not known offline
  consents: { name: string; allowed: boolean | null }[];
  word: { text: string; why: string; id?: string } | null;
  seen?: { where: string; text: string; why: string }[]; // what is shown to this person, and why; not known offline
  minimal: boolean;
  is_live?: boolean;
}
