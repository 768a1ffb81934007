// SPDX-License-Identifier: Apache-2.0
// The back room's script: the board, the scan lists, the coins, and what every page of it knows.
import { hearKeys } from "../scanner";
import { sound } from "../sounds";
import "./board";
import "./coins";
import "./scan";

function step(button: Element): void {
  const input = button.closest(".o-work-count")!.querySelector("input")!;
  const by = button.matches("[data-more]") ? 1 : -1;
  const [least, most] = [Number(input.min || 0), Number(input.max || Infinity)];
  input.value = String(Math.min(most, Math.max(least, (Number(input.value) || 0) + by)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// What was not scanned is what is missing: whoever opens that question finds it answered.
function lacking(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("#missing [data-number]")) {
    const found = document.querySelector<HTMLInputElement>(`#pack [name="${field.name}"]`);
    if (found) field.value = String(Math.max(0, Number(field.max) - (Number(found.value) || 0)));
  }
}

document.addEventListener("click", (event) => {
  const at = event.target as Element;
  if (at.closest("[data-dialog=missing]")) lacking();
  const button = at.closest(".o-work-count [data-more], .o-work-count [data-less]");
  if (button) step(button);
  if (at.closest("[data-print]")) print();
  const tab = at.closest<HTMLElement>(".o-work-lanes [data-to]");
  if (!tab || !matchMedia("(max-width: 1079px)").matches) return;
  event.preventDefault();
  document.querySelector<HTMLElement>(".o-work")!.dataset.lane = tab.dataset.to;
  tab.parentElement!.querySelector("[aria-current]")?.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "true");
  history.replaceState(null, "", `?lane=${tab.dataset.to}`);
});

// A field that waits for a scan takes it whatever has the focus, and goes on by itself.
const field = document.querySelector<HTMLInputElement>("input[data-scan]");
if (field) {
  hearKeys((code) => {
    field.value = code;
    field.form?.requestSubmit();
  });
}

const said = document.querySelector<HTMLElement>("[data-sound]")?.dataset.sound;
if (said) sound(said === "good" ? "ok" : "refused");
