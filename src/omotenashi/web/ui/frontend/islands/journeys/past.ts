// SPDX-License-Identifier: Apache-2.0
// What the page's buttons over the canvas ask: the past walked through, and what publishing means, once all is kept.
import { useEffect, useState } from "react";
import { toast } from "../../behaviours/toasts";
import type { Foreseen, Page } from "./told";

interface Past {
  foreseen: Foreseen | null;
  leave: () => void;
}

export function usePast(page: Page, keep: () => Promise<boolean>): Past {
  const [foreseen, setForeseen] = useState<Foreseen | null>(null);
  useEffect(() => {
    const pressed = (event: MouseEvent): void => {
      const target = event.target as Element;
      const simulate = target.closest<HTMLElement>("[data-simulate]");
      const publish = target.closest<HTMLAnchorElement>("[data-publish]");
      const pointed = target.closest<HTMLElement>("[data-show-step]");
      if (simulate || publish) event.preventDefault();
      if (simulate) void busy(simulate, async () => setForeseen(await walked(page, keep)));
      if (publish) void busy(publish, () => preview(publish.href, keep));
      if (pointed) {
        pointed.closest("dialog")?.close();
        document.dispatchEvent(new CustomEvent("omo:show-step", { detail: pointed.dataset["showStep"] }));
      }
    };
    document.addEventListener("click", pressed);
    return () => document.removeEventListener("click", pressed);
  }, [page, keep]);
  return { foreseen, leave: () => setForeseen(null) };
}

async function busy(button: HTMLElement, act: () => Promise<void>): Promise<void> {
  button.setAttribute("aria-busy", "true");
  await act();
  button.removeAttribute("aria-busy");
}

async function walked(page: Page, keep: () => Promise<boolean>): Promise<Foreseen | null> {
  if (!(await keep())) return null;
  const answer = await fetch(page.hrefs.simulation, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) return (await answer.json()) as Foreseen;
  toast({ text: page.words["past_failed"] ?? "", state: "bad" });
  return null;
}

// The dialog comes from the house: it names the people inside and what happens to them.
async function preview(href: string, keep: () => Promise<boolean>): Promise<void> {
  if (!(await keep())) return;
  const answer = await fetch(href, { headers: { "X-Dialog": "1" } }).catch(() => null);
  const dialog = document.getElementById("publish") as HTMLDialogElement | null;
  if (!answer?.ok || !dialog) return location.assign(href);
  dialog.querySelector("[data-body]")!.innerHTML = await answer.text();
  dialog.showModal();
}
