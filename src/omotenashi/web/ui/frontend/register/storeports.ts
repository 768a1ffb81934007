// SPDX-License-Identifier: Apache-2.0
// What the offline store keeps and offers. Types only, no code; imported by the name of ./ports.
import type { Member, Product, Quote, Sale } from "./ports";

export interface Allowance {
  id: string;
  terminal: string;
  per_customer: number;
  total: number;
  used: number;
  valid_until: string;
  signature: string;
}

/** One sale that waits for the line. `maybe`: it was sent online and no answer came; the server knows it by its id and
 * then books nothing. */
export interface Waiting {
  sale: Sale;
  quote: Quote;
  put_at: string;
  maybe: boolean;
  refused: string;
}

/** What `./offline/store` exports, under these names. */
export interface OfflineStore {
  /** Read what is kept, register the service worker, fetch the snapshot, replay. Called once when the till opens. */
  start(device: { shop: string; terminal: string; last_sequence: number }): Promise<void>;
  isOnline(): boolean;
  /** "line" when the line went or came, "queue" when a sale was put or told, "snapshot" when a new one is kept. */
  events: EventTarget;
  localCatalogue: {
    find(text: string): Promise<Product[]>; // a code matches exactly and alone; else by folded text, 20 at most
    scanned(code: string): Promise<Product | null>;
  };
  findMember(code: string): Promise<Member | null>; // always `minimal`
  quoteLocally(sale: Sale): Promise<Quote>;
  queue: {
    /** Keep a sale whose lines carry price, discount and coupon; its sequence is used from now on. */
    put(sale: Sale, quote: Quote, maybe: boolean): Promise<void>;
    waiting(): Promise<Waiting[]>;
    replay(): Promise<void>;
  };
  /** The next number of the terminal, the same until `used` or `queue.put` was called with it. */
  nextSequence(): Promise<number>;
  used(sequence: number): Promise<void>;
  /** How many points may be given to this person offline now (0 without a valid allowance). */
  pointsAllowed(member: string): Promise<number>;
  allowanceId(): string | null;
}
