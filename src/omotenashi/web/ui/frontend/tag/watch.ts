// SPDX-License-Identifier: Apache-2.0
// What is recorded by itself: pages, searches, products, steps of the cart, and that a form was begun and sent.
import { described, number, said, structured, type Props } from "./goods";

export interface Teller {
  page(): void;
  track(event: string, props?: Props): void;
  arrived(referrer: string): void;
}

const STEPS: Record<string, string> = { cart: "Cart Viewed", checkout: "Checkout Started" };
const ACTS: Record<string, string> = { add: "Product Added", remove: "Product Removed", click: "Product Clicked" };
const FIELDS = "textarea,select,input:not([type=hidden],[type=submit],[type=button],[type=image])";
const SETTLED = 150;

export function watch(tell: Teller, search: string[]): void {
  let here = "";
  let told = new Set<string>();

  const once = (event: string, props: Props, mark: unknown): void => {
    const name = `${event} ${mark}`;
    if (told.has(name)) return;
    told.add(name);
    tell.track(event, props);
  };

  const look = (): void => {
    const viewed = document.querySelectorAll("[data-omotenashi-view]");
    viewed.forEach((element) => {
      const sku = said(element, "view")!;
      once("Product Viewed", described(element, sku), sku);
    });
    const product = viewed.length ? undefined : structured();
    if (product) once("Product Viewed", product, product.sku);
    document.querySelectorAll("[data-omotenashi-step]").forEach((element) => {
      const step = said(element, "step")!;
      once(STEPS[step] ?? "Checkout Step Viewed", { step }, step);
    });
  };

  const visit = (): void => {
    const address = location.href.split("#")[0]!;
    if (address === here) return;
    tell.arrived(here || document.referrer);
    here = address;
    told = new Set();
    tell.page();
    const asked = new URLSearchParams(location.search);
    const query = search.map((name) => asked.get(name)?.trim()).find(Boolean);
    if (query) {
      const shown = document.querySelector("[data-omotenashi-results]");
      const results = shown && number(said(shown, "results") || shown.textContent);
      tell.track("Products Searched", { query, ...(results != null && { results }) });
    }
    look();
  };

  // A page of one document needs a moment to draw what it now shows.
  const moved = (): unknown => setTimeout(visit, SETTLED);
  for (const name of ["pushState", "replaceState"] as const) {
    const native = history[name];
    history[name] = function (this: History, ...given: Parameters<History["pushState"]>) {
      native.apply(this, given);
      moved();
    };
  }
  addEventListener("popstate", moved);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    here = "";
    visit();
  });

  let looking = 0;
  new MutationObserver(() => {
    looking ||= window.setTimeout(() => {
      looking = 0;
      // What is drawn for an address that was not told yet waits for it.
      if (location.href.split("#")[0] === here) look();
    }, SETTLED * 2);
  }).observe(document.documentElement, { childList: true, subtree: true });

  watchActs(tell);
  watchForms(once, search);
  visit();
}

function watchActs(tell: Teller): void {
  addEventListener(
    "click",
    (event) => {
      const target = event.target as Element;
      for (const [act, name] of Object.entries(ACTS)) {
        const element = target.closest(`[data-omotenashi-${act}]`);
        if (element) tell.track(name, described(element, said(element, act)!));
      }
      const named = target.closest("[data-omotenashi-track]");
      if (named) tell.track(said(named, "track")!);
    },
    true,
  );
}

/** Names of forms, never what is written in them. */
function watchForms(once: (event: string, props: Props, mark: unknown) => void, search: string[]): void {
  const told = (event: Event, name: string): void => {
    const target = event.target as Element;
    const form = target instanceof HTMLFormElement ? target : target.closest("form");
    // A search is told as a search, and a button alone is no form.
    if (!form?.querySelector(FIELDS) || search.some((field) => form.elements.namedItem(field))) return;
    const called = said(form, "form") ?? form.getAttribute("name") ?? form.id;
    const label = called || form.getAttribute("aria-label") || new URL(form.action, location.href).pathname;
    once(name, { form: label }, label);
  };
  addEventListener("input", (event) => told(event, "Form Started"), true);
  addEventListener("submit", (event) => told(event, "Form Submitted"), true);
}
