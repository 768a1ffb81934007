// SPDX-License-Identifier: Apache-2.0
// Folds the rail and remembers it in a cookie, so that the server draws it folded.
import { setCookie } from "./words";

export function watchRail(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-fold]");
    const frame = document.getElementById("frame");
    if (!button || !frame) return;
    const narrow = frame.dataset.rail !== "narrow";
    frame.dataset.rail = narrow ? "narrow" : "wide";
    button.setAttribute("aria-pressed", String(narrow));
    setCookie("rail", frame.dataset.rail);
  });
}
