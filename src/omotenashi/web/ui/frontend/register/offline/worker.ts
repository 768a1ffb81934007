// SPDX-License-Identifier: Apache-2.0
// The service worker that keeps the shell. A new version is offered in a quiet bar; by itself it takes over only on a
// till that nobody has touched for long, and never while somebody pays: what lies on the counter is kept over a reload.
import { watchVersion } from "../../behaviours/newer";

const ADDRESS = "/register/offline/sw.js";
const SCOPE = "/register/";
const LONG = 20 * 60_000;

let touched = Date.now();

/** Nobody pays, and nothing is under way. */
function isSafe(): boolean {
  const step = document.querySelector<HTMLElement>("omo-register")?.dataset["step"] ?? "basket";
  return step !== "pay" && !document.querySelector("dialog[open], [aria-busy='true']");
}

export async function watchWorker(): Promise<void> {
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => (touched = Date.now()), true);
  await watchVersion({ address: ADDRESS, scope: SCOPE, isSafe, mayAlone: () => isSafe() && Date.now() - touched > LONG });
}
