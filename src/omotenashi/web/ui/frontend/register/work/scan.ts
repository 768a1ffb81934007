// SPDX-License-Identifier: Apache-2.0
// <omo-scan>: a list that is filled by scanning. Lines with data-wanted take no more than that; data-lookup adds lines.
// What was counted stays in this browser until it is sent (data-store), and is sent by itself where data-save says where.
import { canSee, hearKeys } from "../scanner";
import { sound } from "../sounds";
import { look } from "./camera";

interface Found {
  id: string;
  sku: string;
  name: string;
  detail: string;
  codes: string[];
}

const SAVE_MS = 1200;

class Scan extends HTMLElement {
  private stop: (() => void) | undefined;
  private timer = 0;

  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("[data-scan-field]")!;
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      void this.take(field.value);
      field.value = "";
    });
    hearKeys((code) => void this.take(code));
    this.addEventListener("input", () => this.changed());
    const camera = this.querySelector<HTMLButtonElement>("[data-camera]");
    if (camera && canSee()) {
      camera.hidden = false;
      camera.addEventListener("click", () => void this.camera());
    }
    this.restore();
    this.show();
    this.closest("form")?.addEventListener("submit", () => this.forget());
    // Not out of a field that somebody already types into.
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isFree && matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });
  }

  disconnectedCallback(): void {
    this.stop?.();
  }

  async take(text: string): Promise<void> {
    const code = text.normalize("NFKC").trim().toUpperCase();
    if (!code) return;
    const known = this.lines().filter((line) => codes(line).includes(code));
    const open = known.find((line) => !isFull(line) || this.dataset.free !== undefined);
    if (open) return this.count(open);
    if (known.length) return this.refuse(known[0], this.dataset.many);
    const line = this.dataset.lookup ? await this.lookup(code) : undefined;
    if (line) this.count(line);
    else this.refuse(undefined, this.dataset.wrong, code);
  }

  private count(line: HTMLElement): void {
    const times = Number(this.querySelector<HTMLInputElement>("[data-times]")?.value ?? 1) || 1;
    const input = number(line);
    const most = this.dataset.free === undefined && line.dataset.wanted ? Number(line.dataset.wanted) : Infinity;
    input.value = String(Math.min(most, (Number(input.value) || 0) + times));
    const here = this.querySelector("[data-into-here]");
    if (here && line.parentElement !== here) here.prepend(line);
    this.flash(line, "good");
    line.scrollIntoView({ block: "nearest" });
    this.changed(line);
    sound("ok");
  }

  private refuse(line: HTMLElement | undefined, words = "", code = ""): void {
    sound(code ? "unknown" : "refused");
    if (line) this.flash(line, "bad");
    this.say("bad", code ? `${words} (${code})` : words);
  }

  private async lookup(code: string): Promise<HTMLElement | undefined> {
    const answer = await fetch(`${this.dataset.lookup}?code=${encodeURIComponent(code)}`).catch(() => undefined);
    if (!answer?.ok) return undefined;
    return this.add((await answer.json()) as Found);
  }

  private add(found: Found): HTMLElement {
    const drawn = this.querySelector("template")!.content.firstElementChild!.cloneNode(true) as HTMLElement;
    drawn.dataset.codes = found.codes.join(" ");
    for (const name of ["name", "detail", "sku"] as const) drawn.querySelector(`[data-${name}]`)!.textContent = found[name];
    number(drawn).name = `n-${found.id}`;
    (this.querySelector("[data-into-here]") ?? this.querySelector(".o-work-list"))!.prepend(drawn);
    return drawn;
  }

  private changed(line?: HTMLElement): void {
    this.show();
    const one = line ?? undefined;
    if (one) this.say(this.isFull() ? "full" : "good", this.words(one));
    if (this.dataset.store) localStorage.setItem(this.dataset.store, JSON.stringify(this.values()));
    if (!this.dataset.save) return;
    this.kept(this.dataset.unkept);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), SAVE_MS);
  }

  private words(line: HTMLElement): string {
    if (this.isFull() && this.dataset.full) return this.dataset.full;
    const bag = line.dataset.bag ? `${this.dataset.into?.replace("#", line.dataset.bag)} · ` : "";
    const said = (this.dataset.ok ?? "#").replace("#", number(line).value).replace("@", line.dataset.wanted ?? "");
    return `${bag}${line.querySelector("strong")?.textContent ?? ""} ${said}`;
  }

  private async save(): Promise<void> {
    const body = new FormData(this.closest("form")!);
    for (const [name, value] of [...body]) if (name.startsWith("n-") && value === "") body.delete(name);
    const headers = { Accept: "application/json" };
    const answer = await fetch(this.dataset.save!, { method: "POST", body, headers }).catch(() => undefined);
    this.kept(answer?.ok ? this.dataset.kept : this.dataset.unkept);
    if (answer?.ok) this.forget();
    else this.timer = window.setTimeout(() => void this.save(), 4 * SAVE_MS);
  }

  private async camera(): Promise<void> {
    const video = this.querySelector<HTMLVideoElement>("[data-video]")!;
    if (this.stop) this.stop = this.stop() as undefined;
    else this.stop = await look(video, (code) => void this.take(code)).catch(() => undefined);
  }

  private show(): void {
    let sum = 0;
    for (const line of this.lines()) {
      sum += Number(number(line).value) || 0;
      if (line.dataset.wanted) line.dataset.state = isFull(line) ? "full" : "open";
    }
    const total = document.querySelector("[data-sum-of]");
    if (total) total.textContent = sum.toLocaleString();
    const full = document.querySelector<HTMLButtonElement>("[data-when-full]");
    if (full) full.setAttribute("aria-disabled", String(!this.isFull()));
  }

  private isFull(): boolean {
    const wanted = this.lines().filter((line) => line.dataset.wanted);
    return wanted.length > 0 && wanted.every(isFull);
  }

  private flash(line: HTMLElement, kind: string): void {
    line.removeAttribute("data-flash");
    void line.offsetWidth;
    line.dataset.flash = kind;
  }

  private say(kind: string, words: string): void {
    const place = this.querySelector<HTMLElement>("[data-said]")!;
    place.dataset.kind = kind;
    place.textContent = words;
  }

  private kept(words = ""): void {
    const place = document.querySelector("[data-kept-here]");
    if (place) place.textContent = words;
  }

  private lines(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("li[data-codes]")];
  }

  private values(): Record<string, string> {
    return Object.fromEntries(this.lines().map((line) => [number(line).name, number(line).value]));
  }

  private restore(): void {
    const stored = this.dataset.store ? localStorage.getItem(this.dataset.store) : null;
    const values = JSON.parse(stored ?? "{}") as Record<string, string>;
    for (const line of this.lines()) number(line).value = values[number(line).name] ?? number(line).value;
  }

  private forget(): void {
    if (this.dataset.store) localStorage.removeItem(this.dataset.store);
  }
}

function codes(line: HTMLElement): string[] {
  return (line.dataset.codes ?? "").toUpperCase().split(" ");
}

function number(line: HTMLElement): HTMLInputElement {
  return line.querySelector<HTMLInputElement>("[data-number]")!;
}

function isFull(line: HTMLElement): boolean {
  const damaged = Number(line.querySelector<HTMLInputElement>("[data-damaged]")?.value ?? 0);
  return (Number(number(line).value) || 0) + damaged >= Number(line.dataset.wanted ?? Infinity);
}

customElements.define("omo-scan", Scan);
