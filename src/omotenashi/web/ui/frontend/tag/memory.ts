// SPDX-License-Identifier: Apache-2.0
// What the browser remembers of a visitor, in first-party storage, and only as far as the visitor allows.
import type { Touch } from "./touch";

export type Choice = Record<string, boolean>;
interface State {
  id: string;
  user?: string;
  first?: Touch;
  last?: Touch;
  /** The last moment of this visit, in milliseconds. */
  seen?: number;
  choice?: Choice;
}

const NAME = "omotenashi";
const DAY = 86_400_000;
const FIRST_DAYS = 400;
const SESSION = 30 * 60_000;

/** Version 7: it begins with the moment, so what comes together stands together in the index of those who keep it. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const moment = new DataView(bytes.buffer);
  moment.setUint16(0, Date.now() / 2 ** 32);
  moment.setUint32(2, Date.now());
  bytes[6] = (bytes[6]! & 15) | 112;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Storage throws where it is switched off or full; a visit goes on without. */
export const storage = {
  read<T>(name: string): T | undefined {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  },
  write(name: string, value: unknown): void {
    try {
      if (value) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
    } catch {
      /* full or forbidden */
    }
  },
  names: (): string[] => {
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  },
};

export class Memory {
  private state: State;

  constructor(private readonly asks: boolean) {
    this.state = storage.read<State>(NAME) ?? { id: "" };
    this.state.id ||= this.cookie() || uuid();
    const { first } = this.state;
    if (first && Date.now() - Date.parse(first.at) > FIRST_DAYS * DAY) delete this.state.first;
  }

  get id(): string {
    return this.state.id;
  }

  get user(): string | undefined {
    return this.state.user;
  }

  get touches(): { first?: Touch; last?: Touch } {
    const { first, last } = this.state;
    return { ...(first && { first }), ...(last && { last }) };
  }

  get choice(): Choice {
    return this.state.choice ?? { analytics: !this.asks };
  }

  get allowed(): boolean {
    return !!this.choice.analytics;
  }

  /** Nothing was answered yet, and an answer is needed. */
  get waiting(): boolean {
    return this.asks && !this.state.choice;
  }

  /** A new visit begins after half an hour; its way here is the last touch, "by itself" included. */
  arrive(touch: Touch | undefined, plain: Touch): void {
    const fresh = Date.now() - (this.state.seen ?? 0) > SESSION;
    this.state.first ??= touch ?? plain;
    if (touch || fresh) this.state.last = touch ?? plain;
    this.touch();
  }

  touch(): void {
    this.state.seen = Date.now();
    this.save();
  }

  identify(user: string): void {
    this.state.user = user;
    this.save();
  }

  /** Returns whether the answer differs from what was known. */
  choose(choice: Choice): boolean {
    const before = JSON.stringify(this.state.choice);
    this.state.choice = { ...this.choice, ...choice };
    if (!this.allowed) this.state = { id: uuid(), choice: this.state.choice };
    this.save();
    return before !== JSON.stringify(this.state.choice);
  }

  /** Another human sits here: the same answer about consent, nothing else. */
  reset(): void {
    const { choice } = this.state;
    this.state = { id: uuid(), ...(choice && { choice }) };
    this.save();
  }

  private save(): void {
    const { state } = this;
    // Before an answer nothing is kept; after a no only the no.
    if (this.waiting) return;
    storage.write(NAME, this.allowed ? state : { choice: state.choice });
    const age = this.allowed ? FIRST_DAYS * 86_400 : 0;
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `${NAME}_id=${age ? state.id : ""};path=/;max-age=${age};samesite=lax${secure}`;
  }

  private cookie(): string | undefined {
    return new RegExp(`(?:^|; )${NAME}_id=([\\w-]+)`).exec(document.cookie)?.[1];
  }
}
