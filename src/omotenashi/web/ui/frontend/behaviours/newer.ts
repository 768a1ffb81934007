// SPDX-License-Identifier: Apache-2.0
// A new version is there: a quiet bar says so, and nothing changes before somebody asks for it. The page says when it is
// safe; while somebody types or pays the bar waits too.
const OFTEN = 30 * 60_000;
const LOOK = 5_000;

interface Watch {
  address: string;
  scope: string;
  /** Nothing would be lost by a reload at this moment. */
  isSafe: () => boolean;
  /** May the new version take over without being asked? */
  mayAlone?: () => boolean;
}

export async function watchVersion({ address, scope, isSafe, mayAlone }: Watch): Promise<void> {
  const bar = document.querySelector<HTMLElement>("[data-newer]");
  if (!("serviceWorker" in navigator) || !bar) return;
  const had = navigator.serviceWorker.controller !== null;
  let known: ServiceWorkerRegistration;
  try {
    known = await navigator.serviceWorker.register(address, { scope, updateViaCache: "none" });
  } catch {
    return; // without a secure address there is no worker
  }
  const takeOver = (): void => known.waiting?.postMessage("take over");
  const offer = (): void => {
    // The first visit has no old version to wait for.
    if (known.waiting && (!had || mayAlone?.())) return takeOver();
    bar.hidden = !known.waiting || !isSafe();
  };
  bar.querySelector("button")!.addEventListener("click", () => {
    if (isSafe()) takeOver();
    else offer();
  });
  known.addEventListener("updatefound", () => known.installing?.addEventListener("statechange", offer));
  document.addEventListener("visibilitychange", offer);
  setInterval(() => void known.update().catch(() => {}).then(offer), OFTEN);
  setInterval(offer, LOOK);
  offer();
  let gone = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!had || gone) return;
    // Another tab asked for it: this one goes on with what it has until it is safe.
    const reload = (): void => {
      if (gone || !isSafe()) return;
      gone = true;
      location.reload();
    };
    reload();
    setInterval(reload, LOOK);
  });
}

/** The shop: what lies in the cart stays with the server; only what is typed into a form would be lost. */
export function watchShopVersion(): void {
  const bar = document.querySelector<HTMLElement>("[data-newer][data-worker]");
  if (!bar) return;
  let typed = false;
  document.addEventListener("input", () => (typed = true), true);
  const isSafe = (): boolean => !typed && !document.querySelector("[data-omotenashi-step]:not([data-omotenashi-step='cart']), [data-pay], dialog[open]");
  void watchVersion({ address: bar.dataset["worker"]!, scope: bar.dataset["scope"]!, isSafe });
}
