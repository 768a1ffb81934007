// SPDX-License-Identifier: Apache-2.0
// What the engine is told and what it says: loyalty/rules/promotions/{basket,effects}.py as JSON. Amounts are minor
// units with tax. Moments are whole microseconds since 1970, so that they compare as exactly as on the server.

export type Kind =
  | "percent"
  | "amount"
  | "price"
  | "bundle"
  | "free_shipping"
  | "gift"
  | "points_rate"
  | "points_bonus";

export const GOODS: readonly Kind[] = ["percent", "amount", "price", "bundle"];
export const POINTS: readonly Kind[] = ["points_rate", "points_bonus"];

export interface Item {
  key: string;
  sku: string;
  quantity: number;
  unit_price: number;
  product: string;
  categories: readonly string[];
  tax_rate: number;
  mode: string;
  discountable: boolean;
  earns: boolean;
}

export interface Basket {
  items: readonly Item[];
  shipping: number;
  coupons: readonly string[];
  points_used: number;
}

export interface Member {
  rank: string;
  first_order: boolean;
  segments: readonly string[];
  birth_month: number | null;
}

export interface Campaign {
  code: string;
  name: string;
  kind: Kind;
  value: number;
  priority: number;
  stack_group: string;
  by_coupon: boolean;
  skus: readonly string[];
  products: readonly string[];
  categories: readonly string[];
  excluded: readonly string[];
  modes: readonly string[];
  channels: readonly string[];
  locations: readonly string[];
  ranks: readonly string[];
  segments: readonly string[];
  members_only: boolean;
  first_order: boolean;
  birthday: boolean;
  min_spend: number;
  min_quantity: number;
  begins_at: number | null;
  ends_at: number | null;
  days: readonly number[];
  hours: readonly [number, number] | null;
  buy: number;
  get: number;
  gift_sku: string;
  most: number | null;
  budget_left: number | null;
  count_left: number | null;
  on_points: boolean;
  without_tax: boolean;
}

/** Who buys where and when; `at` in microseconds, `zone` an IANA name. */
export interface Facts {
  member: Member | null;
  at: number;
  channel: string;
  location: string | null;
  zone: string;
}

export interface LineEffect {
  key: string;
  gross: number;
  discount: number;
  coupon: number;
  net: number;
  points: number;
  shares: [string, number][];
  earned: [string, number][];
}

export interface Reason {
  campaign: string;
  outcome: string;
  amount: number;
  points: number;
  missing: number;
}

export interface Effects {
  lines: LineEffect[];
  shipping: number;
  shipping_discount: number;
  points_used: number;
  points: number;
  gifts: { sku: string; quantity: number; campaign: string }[];
  reasons: Reason[];
}

/** What each line has of something, by its key. */
export type Amounts = Map<string, number>;

export function grossOf(item: Item): number {
  return item.unit_price * item.quantity;
}

/** What is in hand of each line; every key is known. */
export function of(amounts: Amounts, key: string): number {
  return amounts.get(key) ?? 0;
}
