// SPDX-License-Identifier: Apache-2.0
// The message as it is read: on a phone, on a computer, as plain text, as a short text; and what is wrong, where it is wrong.
import type { Parts } from "./parts";

export interface Told {
  preview: { subject: string; preheader: string; html: string; text: string; short: string; parts: string; lacks: string; chat: string; note: { title: string; body: string; picture: string }; places: string };
  troubles: { where: number; name: string; words: string }[];
  claims: { where: number; word: string; why: string; forbids: boolean }[];
  reasons: { name: string; value: string; why: string; state: string }[];
  size: string;
  is_large: boolean;
  is_ready: boolean;
}

export class MailView {
  constructor(private readonly root: HTMLElement) {
    for (const button of root.querySelectorAll<HTMLElement>("[data-look]")) {
      button.addEventListener("click", () => this.look(button.dataset.look ?? "phone"));
    }
    // Mail programs turn a light mail about by themselves; this is how most of them do it.
    root.querySelector("[data-dark]")?.addEventListener("click", (event) => {
      const isDark = this.within(".o-mail").toggleAttribute("data-dark");
      (event.currentTarget as HTMLElement).setAttribute("aria-pressed", String(isDark));
    });
    new ResizeObserver(() => this.fit()).observe(this.within(".o-mail"));
  }

  show(told: Told): void {
    const { preview } = told;
    this.within("[data-subject]").textContent = preview.subject || "—";
    this.within("[data-preheader]").textContent = preview.preheader;
    this.within("[data-text]").textContent = preview.text;
    this.within("[data-short] p").textContent = preview.short || "—";
    this.within("[data-short] small").textContent = preview.parts;
    const frame = this.within<HTMLIFrameElement>("[data-frame]");
    if (frame.srcdoc !== preview.html) frame.srcdoc = preview.html;
    this.within("[data-chat-lines]").innerHTML = preview.chat;
    this.within("[data-note] b").textContent = preview.note.title || "—";
    this.within("[data-note] p").textContent = preview.note.body;
    const pictured = this.within<HTMLImageElement>("[data-note-picture]");
    pictured.hidden = !preview.note.picture;
    if (preview.note.picture) pictured.src = preview.note.picture;
    this.within("[data-places]").innerHTML = preview.places;
    this.choose();
    const lacks = this.within("[data-lacks]");
    lacks.hidden = !preview.lacks;
    lacks.querySelector("div")!.textContent = preview.lacks;
    this.point(told.claims);
    this.within("[data-reasons]").replaceChildren(...told.reasons.map(reason));
    const size = this.within("[data-size]");
    size.textContent = told.size;
    size.toggleAttribute("data-large", told.is_large);
  }

  // Words that the house watches, each once, the forbidden ones first.
  private point(claims: Told["claims"]): void {
    const list = this.within("[data-claims]");
    const once = new Map(claims.map((one) => [one.word, one]));
    this.within("[data-claims-box]").hidden = !once.size;
    list.replaceChildren(
      ...[...once.values()].sort((a, b) => Number(b.forbids) - Number(a.forbids)).map((one) => {
        const line = document.createElement("li");
        line.dataset.state = one.forbids ? "bad" : "warn";
        const word = Object.assign(document.createElement("b"), { textContent: one.word });
        const why = Object.assign(document.createElement("small"), {
          textContent: one.forbids ? `${one.why} ${this.root.dataset.forbidden ?? ""}`.trim() : one.why,
        });
        line.append(word, why);
        return line;
      }),
    );
  }

  // What is looked at follows the channels that are ticked: a mail, a chat, or both side by side.
  choose(): void {
    const ticked = new Set([...this.root.querySelectorAll<HTMLInputElement>("[name=channels]:checked")].map((one) => one.value));
    const isChat = ticked.has("line");
    const isNote = ticked.has("push");
    const isElsewhere = ["line", "push", "site", "till", "post"].some((one) => ticked.has(one));
    const isMail = !isElsewhere || ["email", "sms"].some((one) => ticked.has(one));
    this.within("[data-note]").hidden = !isNote;
    this.within("[data-chat]").hidden = !isChat;
    this.within(".o-mail").hidden = !isMail;
    this.within(".o-compose-tools .o-segment").hidden = !isMail;
    this.root.toggleAttribute("data-both", isChat && isMail);
    this.fit();
  }

  private look(how: string): void {
    const mail = this.within(".o-mail");
    mail.dataset.looks = how;
    for (const one of this.root.querySelectorAll<HTMLElement>("[data-look]")) {
      one.setAttribute("aria-pressed", String(one.dataset.look === how));
    }
    this.within("[data-frame]").hidden = how === "text" || how === "short";
    this.within("[data-text]").hidden = how !== "text";
    this.within("[data-short]").hidden = how !== "short";
    this.fit();
  }

  // A computer's mail is 600 wide; where there is less room it is drawn smaller, not cut.
  private fit(): void {
    const mail = this.within(".o-mail");
    const width = mail.dataset.looks === "wide" ? 640 : 375;
    mail.style.setProperty("--drawn", String(Math.min(1, mail.clientWidth / width)));
    mail.style.setProperty("--wide", `${Math.max(width, mail.dataset.looks === "wide" ? mail.clientWidth : 0)}px`);
  }

  private within<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
    return this.root.querySelector<Kind>(selector)!;
  }
}

function reason(one: Told["reasons"][number]): HTMLElement {
  const line = document.createElement("div");
  const name = Object.assign(document.createElement("dt"), { textContent: one.name });
  const value = Object.assign(document.createElement("dd"), { textContent: one.value });
  const why = Object.assign(document.createElement("small"), { textContent: one.why });
  value.dataset.state = one.state;
  if (one.why) value.append(document.createElement("br"), why);
  line.append(name, value);
  return line;
}

export function blame(root: HTMLElement, parts: Parts, troubles: Told["troubles"]): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-error], [data-error-at]")) {
    place.hidden = true;
    place.textContent = "";
  }
  for (const { where, name, words } of troubles) {
    const part = where ? parts.at(where) : root;
    const place =
      part?.querySelector<HTMLElement>(where ? `[data-error="${name}"]` : `[data-error-at="0:${name}"]`) ??
      part?.querySelector<HTMLElement>('[data-error=""]');
    if (!place) continue;
    place.textContent = words;
    place.hidden = false;
  }
}
