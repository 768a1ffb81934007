// SPDX-License-Identifier: Apache-2.0
// Carries events home: ten at once or after five seconds, again after a failure, by beacon when the page goes.
//
// An event stays in the queue until the server has said that it is kept. Sending one twice does no harm: it counts
// once by its messageId. Each page has a slot of its own in storage; the next page takes over what was left in any.
import { storage, uuid } from "./memory";

export type Item = Record<string, unknown>;

const SIZE = 10;
const WAIT = 5_000;
const LONGEST = 300_000;
const MOST = 200;
const SLOT = "omotenashi.q.";

export class Sender {
  private queue: Item[] = [];
  private readonly slot = SLOT + uuid();
  private busy = false;
  private failures = 0;
  private timer = 0;

  constructor(
    private readonly host: string,
    private readonly key: string,
    private readonly allowed: () => boolean,
  ) {
    addEventListener("online", () => this.now());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    if (allowed()) this.adopt();
  }

  add(item: Item): void {
    this.queue.push(item);
    // The oldest go first when nobody answers for long.
    this.queue.splice(0, this.queue.length - MOST);
    this.save();
    if (this.queue.length >= SIZE && !this.failures) void this.send();
    else this.later(WAIT);
  }

  /** The visitor said yes: what was held is completed and sent. */
  release(complete: (item: Item) => void): void {
    this.queue.forEach(complete);
    this.adopt();
    this.now();
  }

  /** The visitor said no: nothing is left. */
  drop(): void {
    this.queue = [];
    for (const name of storage.names()) if (name.startsWith(SLOT)) storage.write(name, null);
  }

  now(): void {
    this.failures = 0;
    void this.send();
  }

  private adopt(): void {
    for (const name of storage.names()) {
      if (!name.startsWith(SLOT) || name === this.slot) continue;
      this.queue.unshift(...(storage.read<Item[]>(name) ?? []));
      storage.write(name, null);
    }
    this.save();
    if (this.queue.length) this.later(WAIT);
  }

  private save(): void {
    if (this.allowed()) storage.write(this.slot, this.queue.length ? this.queue : null);
  }

  private later(milliseconds: number): void {
    if (!this.timer) this.timer = window.setTimeout(() => void this.send(), milliseconds);
  }

  private body(batch: Item[]): string {
    return JSON.stringify({ batch, sentAt: new Date().toISOString(), writeKey: this.key });
  }

  private async send(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = 0;
    const batch = this.queue.slice(0, SIZE);
    if (this.busy || !batch.length || !this.allowed()) return;
    this.busy = true;
    const wait = await this.post(batch);
    this.busy = false;
    if (wait) {
      this.later(wait);
      return;
    }
    this.done(batch);
    if (this.queue.length >= SIZE) void this.send();
    else if (this.queue.length) this.later(WAIT);
  }

  /** Returns after how many milliseconds to try again; 0 when there is an answer that will not change. */
  private async post(batch: Item[]): Promise<number> {
    let asked = 0;
    try {
      // As text, so that the browser need not ask before it sends.
      const headers = { "Content-Type": "text/plain" };
      const answer = await fetch(`${this.host}/v1/b`, { method: "POST", body: this.body(batch), headers, credentials: "omit" });
      const { status } = answer;
      if (status < 500 && status !== 429 && status !== 408) {
        this.failures = 0;
        return 0;
      }
      asked = Number(answer.headers.get("Retry-After")) * 1_000;
    } catch {
      /* no network: the next try comes by the clock, or when the browser is online again */
    }
    const step = 1_000 * 2 ** this.failures++ * (0.8 + Math.random() * 0.4);
    return Math.min(Math.max(step, asked || 0), LONGEST);
  }

  private done(batch: Item[]): void {
    const sent = new Set(batch);
    this.queue = this.queue.filter((item) => !sent.has(item));
    this.save();
  }

  private leave(): void {
    if (!this.allowed() || !navigator.onLine) return;
    for (const batch = this.queue.slice(0, SIZE); batch.length; batch.splice(0, SIZE, ...this.queue.slice(0, SIZE))) {
      if (!navigator.sendBeacon(`${this.host}/v1/b`, this.body(batch))) return;
      this.done(batch);
    }
  }
}
