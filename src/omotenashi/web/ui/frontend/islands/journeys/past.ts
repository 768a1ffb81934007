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
      if (simulate || publish) event.preventDefault();
      if (simulate) void busy(simulate, async () => setForeseen(await walked(page, keep)));
      if (publish) void busy(publish, () => review(publish.href, keep));
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

// The page that says what publishing means reads what is kept.
async function review(href: string, keep: () => Promise<boolean>): Promise<void> {
  if (await keep()) location.assign(href);
}
