// SPDX-License-Identifier: Apache-2.0
// What the till keeps in the browser, and what it tells and is told under /register/offline/. Types only.
import type { Allowance, Quote, Sale, Sold } from "../ports";
import type { Campaign } from "./engine/basket";

/** [from, amount, tax included]; moments are microseconds since 1970, the first price holds from 0. */
export type PlannedPrice = [from: number, amount: number | null, taxIncluded: boolean];

/** A row of catalogue/queries/planned.py. */
export type PlannedProduct = [
  sku: string, product: string, name: string, options: string, category: string, brand: string, barcodes: string[],
  taxRate: number, withdrawnAt: number | null, folded: string, prices: PlannedPrice[],
];

export interface KeptMember {
  id: string;
  codes: string[];
  rank: string;
  points: number;
}

export interface Terms {
  fee: number;
  free_from: number | null;
  far: Record<string, number>;
  fee_rate: number;
}

export interface Snapshot {
  shop: string;
  terminal: string;
  channel: string;
  currency: string;
  zone: string;
  terms: Terms;
  campaigns: Campaign[];
  members: KeptMember[];
  code_key: string;
  words: Record<string, string>;
  unify: Record<string, string>;
  products: PlannedProduct[];
}

/** The snapshot with its version and the moment it was seen to be the newest, by the clock of the till. */
export interface KeptSnapshot {
  version: string;
  made_at: string;
  said: Snapshot;
}

/** Something the books would have done otherwise. */
export interface Difference {
  what: string;
  said?: number;
  ours?: number;
  seconds?: number;
  overdraft?: number;
  marks?: string[];
  reason?: string;
}

/** A sale as it lies here. It is forgotten only some days after the server has it; `told_at` says that it has. */
export interface Row {
  id: string;
  terminal: string;
  sequence: number;
  sale: Sale;
  quote: Quote;
  put_at: string;
  maybe: boolean;
  told_at: string | null;
  refused: string;
  answer: Sold | null;
  differences: Difference[];
}

export interface Told {
  id: string | null;
  state: "sold" | "refused" | "later" | "elsewhere";
  sold?: Sold;
  differences?: Difference[];
  reason?: string;
}

export interface KeptAllowance extends Allowance {
  issued_at: string;
}
