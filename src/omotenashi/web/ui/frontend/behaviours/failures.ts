// SPDX-License-Identifier: Apache-2.0
// A request of htmx that fails says so in words, with the server's code to quote; nothing typed is lost.
import { toast } from "./toasts";
import { word } from "./words";

export function failure(kind: "failed" | "refused" | "offline", code = ""): void {
  toast({ text: word(kind), state: "bad", code });
}

export function watchFailures(): void {
  document.addEventListener("htmx:responseError", (event) => {
    const answer = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr;
    const code = answer.getResponseHeader("Omotenashi-Code") ?? String(answer.status);
    failure(answer.status === 403 ? "refused" : "failed", code);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => failure("offline"));
  }
}
