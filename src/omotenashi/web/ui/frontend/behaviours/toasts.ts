// SPDX-License-Identifier: Apache-2.0
// Short words after something was done. With an undo address they offer 元に戻す and stay longer.
import { word } from "./words";

export interface Toast {
  text: string;
  state?: string;
  undo?: string;
  code?: string;
}

export function toast({ text, state = "good", undo = "", code = "" }: Toast): void {
  const box = document.createElement("div");
  box.className = "o-toast";
  box.dataset.state = state;
  fill(box, { text, undo, code });
  document.getElementById("toasts")?.append(box);
}

function fill(box: HTMLElement, { text, undo, code }: Toast): void {
  const words = document.createElement("p");
  words.textContent = text;
  if (code) {
    const shown = document.createElement("code");
    shown.textContent = code;
    words.append(" ", word("code"), " ", shown);
  }
  box.replaceChildren(words);
  if (undo) box.append(button(word("undo"), () => post(undo)));
  box.append(button(word("close"), () => box.remove()));
  const lasts = box.dataset.state === "bad" || box.dataset.state === "error" ? 20_000 : undo ? 12_000 : 5_000;
  let timer = setTimeout(() => box.remove(), lasts);
  box.addEventListener("mouseenter", () => clearTimeout(timer));
  box.addEventListener("mouseleave", () => (timer = setTimeout(() => box.remove(), 3_000)));
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function post(url: string): void {
  const form = document.createElement("form");
  const token = (JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>)["X-CSRFToken"];
  form.method = "post";
  form.action = url;
  form.innerHTML = '<input type="hidden" name="csrfmiddlewaretoken">';
  form.querySelector("input")!.value = token ?? "";
  document.body.append(form);
  form.submit();
}

export function watchToasts(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-toast]")) {
    const extra = box.dataset.extra?.startsWith("{") ? (JSON.parse(box.dataset.extra) as { undo?: string }) : {};
    fill(box, { text: box.textContent ?? "", undo: extra.undo ?? "" });
  }
  document.addEventListener("toast", (event) => toast((event as CustomEvent<Toast>).detail));
}
