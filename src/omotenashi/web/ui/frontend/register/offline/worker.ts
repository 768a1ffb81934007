// SPDX-License-Identifier: Apache-2.0
// Registers the service worker that keeps the shell, and lets a new build take over only while nothing lies on the counter.
const ADDRESS = "/register/offline/sw.js";
const SCOPE = "/register/";
const OFTEN = 30 * 60_000;

const CALM = 20_000;

let touched = 0;

/** Nobody types and nobody pays: a reload disturbs nothing, because what lies on the counter is kept. */
function mayReload(): boolean {
  const step = document.querySelector<HTMLElement>("omo-register")?.dataset["step"] ?? "basket";
  return step !== "pay" && Date.now() - touched > CALM && !document.querySelector("dialog[open], [aria-busy='true']");
}

export async function watchWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => (touched = Date.now()), true);
  const had = navigator.serviceWorker.controller !== null;
  try {
    const known = await navigator.serviceWorker.register(ADDRESS, { scope: SCOPE, updateViaCache: "none" });
    const offer = (): void => {
      if (known.waiting && mayReload()) known.waiting.postMessage("take over");
    };
    known.addEventListener("updatefound", () => known.installing?.addEventListener("statechange", offer));
    document.addEventListener("visibilitychange", offer);
    setInterval(() => void known.update().catch(() => {}).then(offer), OFTEN);
    offer();
  } catch {
    return; // without a secure address there is no worker: the till sells as long as the page is open
  }
  let gone = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!had || gone || !mayReload()) return;
    gone = true;
    location.reload();
  });
}
