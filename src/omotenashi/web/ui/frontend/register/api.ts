// SPDX-License-Identifier: Apache-2.0
// Asks the house, with the session of who is signed in. No answer at all is told apart from a no.
import { store } from "./line";
import type { Cares, Exchange, Member, Product, Quote, Sale, Sold } from "./ports";

/** The house said no: a lasting code, and words for whoever stands there. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly reason = "") {
    super(message);
  }
}
/** No answer came: the line is gone, or the house is. Whether something was done is not known. */
export class NoAnswer extends Error {}

export interface Place {
  code: string;
  name: string;
  kind: string;
  kilometres: number | null;
  free: number;
  mark: string;
  pickup: boolean;
  ship: boolean;
  open: boolean;
  phone: string;
  here: boolean;
}
export type Scanned =
  | { kind: "product"; products: Product[] }
  | { kind: "found"; products: Product[] }
  | { kind: "member"; member: Member }
  | { kind: "members"; members: { id: string; name: string; kana: string }[] }
  | { kind: "coupon"; code: string }
  | { kind: "gift_card"; code: string; balance: number }
  | { kind: "refused"; message: string }
  | { kind: "unknown"; message: string };

const ROOT = "/register/api/";
const PATIENCE = 8000;

async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  const headers = new Headers(options.headers);
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token) headers.set("X-CSRFToken", token);
  let answer: Response;
  try {
    answer = await fetch(ROOT + path, { ...options, headers, signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
  } catch {
    throw new NoAnswer();
  }
  if (answer.status >= 500) throw new NoAnswer();
  const said = (await answer.json().catch(() => ({}))) as T & { code?: string; message?: string; reason?: string };
  if (!answer.ok) throw new Refused(answer.status, said.code ?? "", said.message ?? answer.statusText, said.reason ?? "");
  return said;
}

const json = (body: unknown): RequestInit => ({
  method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
});
const form = (fields: Record<string, string>): RequestInit => ({ method: "POST", body: new URLSearchParams(fields) });

export const api = {
  quote: (sale: Sale) => ask<Quote>("quote/", json(sale)),
  sell: (sale: Sale) => ask<Sold>("sales/", json(sale)),
  reason: (sale: string, reason: string) => ask<{ reason: string }>(`sales/${sale}/reason/`, form({ reason })),
  scan: (q: string, member: string) => ask<Scanned>("scan/", form({ q, member })),
  tiles: () => ask<{ products: Product[] }>("tiles/"),
  products: (q: string) => ask<{ products: Product[] }>(`products/?q=${encodeURIComponent(q)}`),
  member: (id: string) => ask<Member>(`members/${id}/`),
  note: (id: string, text: string) => ask<{ notes: Member["notes"] }>(`members/${id}/notes/`, form({ text })),
  cares: (id: string) => ask<Cares>(`members/${id}/cares/`),
  care: (id: string, said: Record<string, string>) => ask<{ care: string }>(`members/${id}/cares/`, form(said)),
  spoken: (id: string, message: string, said: string) => ask<{ word: Member["word"] }>(`members/${id}/word/${message}/`, form({ said })),
  elsewhere: (sku: string) => ask<{ product: Product; places: Place[]; ships: number }>(`elsewhere/?sku=${encodeURIComponent(sku)}`),
  address: (postal: string) => ask<{ prefecture: string; address: string }>(`address/?postal=${encodeURIComponent(postal)}`),
  handOver: (sale: Sale) => ask<{ url: string; qr: string }>("carts/", json(sale)),
  exchange: (search: string) => ask<Exchange>(`exchange/${search}`),
  last: () => ask<{ last_sequence: number }>("number/"),
};

/** Find what a text means: at the house, or among what is kept here when it cannot be reached. */
export async function scan(text: string, member: string): Promise<Scanned> {
  if (store.isOnline()) {
    try {
      return await api.scan(text, member);
    } catch (failure) {
      if (!(failure instanceof NoAnswer)) throw failure;
    }
  }
  const exact = await store.localCatalogue.scanned(text);
  if (exact) return { kind: "product", products: [exact] };
  const known = await store.findMember(text);
  if (known) return { kind: "member", member: known };
  return { kind: "found", products: await store.localCatalogue.find(text) };
}
