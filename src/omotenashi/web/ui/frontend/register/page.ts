// SPDX-License-Identifier: Apache-2.0
// Small things of the till's own pages: steppers of a form, printing, a scan into the one field.
import { hearKeys } from "./scanner";

/** The back room has its own (work/main.ts). */
export function watchPage(): void {
  if (document.querySelector(".o-work")) return;
  document.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    if (target.closest("[data-print]")) window.print();
    const button = target.closest<HTMLElement>(".o-step [data-step]");
    const field = button?.parentElement?.querySelector("input");
    if (button && field) count(field, Number(button.dataset.step));
  });
  const field = document.querySelector<HTMLInputElement>("[data-scan]");
  if (!field) return;
  hearKeys((code) => {
    field.value = code;
    field.form?.requestSubmit();
  });
}

function count(field: HTMLInputElement, by: number): void {
  field.value = String(Math.max(0, Math.min(Number(field.dataset.most ?? 999), (Number(field.value) || 0) + by)));
  field.closest(".o-back-line")?.toggleAttribute("data-on", Number(field.value) > 0);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
