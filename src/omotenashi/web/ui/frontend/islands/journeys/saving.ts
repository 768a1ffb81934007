// SPDX-License-Identifier: Apache-2.0
// Keeps the draft by itself. The same words twice change nothing, so a try whose answer was lost is simply sent again;
// who was slower than somebody else is told, and what they drew stays with them.
import type { Drawing, Told } from "./told";

export type State = "saved" | "saving" | "offline" | "refused" | "conflict";

export interface Theirs extends Told {
  drawing: Drawing;
}

export interface Hears {
  state: (state: State) => void;
  told: (told: Told) => void;
  conflict: (theirs: Theirs) => void;
}

const PAUSE = 500;
const AGAIN = 4_000;

export function token(): string {
  const said = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  return said["X-CSRFToken"] ?? "";
}

export function post(href: string, body: unknown): Promise<Response | null> {
  const headers = { "X-CSRFToken": token(), "Content-Type": "application/json" };
  return fetch(href, { method: "POST", body: JSON.stringify(body), headers }).catch(() => null);
}

export class Saver {
  private timer = 0;
  private wanted: Drawing | null = null;
  private running: Promise<boolean> | null = null;
  private isOver = false;

  constructor(
    private readonly href: string,
    private seen: string,
    private readonly hears: Hears,
  ) {}

  get isDirty(): boolean {
    return this.wanted !== null || this.running !== null;
  }

  touch(drawing: Drawing): void {
    this.wanted = drawing;
    this.remember(drawing);
    if (this.isOver) return;
    this.hears.state("saving");
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), PAUSE);
  }

  // Says whether everything is kept.
  async flush(): Promise<boolean> {
    window.clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.isOver) return false;
    if (!this.wanted) return true;
    this.running = this.send(this.wanted);
    const kept = await this.running;
    this.running = null;
    return kept && (this.wanted ? this.flush() : true);
  }

  // After a conflict: go on from what is there now, with mine over it or without.
  resume(seen: string): void {
    this.isOver = false;
    this.seen = seen;
    this.wanted = null;
    this.forget();
    this.hears.state("saved");
  }

  // What was left behind was drawn on something older than what is there now.
  refuse(theirs: Theirs): void {
    this.stop(theirs);
  }

  left(): { seen: string; drawing: Drawing } | null {
    const kept = localStorage.getItem(this.key);
    return kept ? (JSON.parse(kept) as { seen: string; drawing: Drawing }) : null;
  }

  forget(): void {
    localStorage.removeItem(this.key);
  }

  private get key(): string {
    return `omo-drawing:${this.href}`;
  }

  private remember(drawing: Drawing): void {
    localStorage.setItem(this.key, JSON.stringify({ seen: this.seen, drawing }));
  }

  private async send(drawing: Drawing): Promise<boolean> {
    this.wanted = null;
    const { name, ...graph } = drawing;
    const answer = await post(this.href, { seen: this.seen, name, graph });
    if (answer?.ok) return this.settle((await answer.json()) as Told);
    if (answer?.status === 409) return this.stop((await answer.json()) as Theirs);
    this.wanted ??= drawing;
    const isRefused = answer !== null && answer.status < 500;
    this.hears.state(isRefused ? "refused" : "offline");
    if (!isRefused) this.timer = window.setTimeout(() => void this.flush(), AGAIN);
    return false;
  }

  private settle(told: Told): boolean {
    this.seen = told.seen;
    this.hears.told(told);
    if (this.wanted) return true;
    this.forget();
    this.hears.state("saved");
    return true;
  }

  private stop(theirs: Theirs): boolean {
    this.isOver = true;
    this.hears.state("conflict");
    this.hears.conflict(theirs);
    return false;
  }
}
