// SPDX-License-Identifier: Apache-2.0
// The tag of a retailer's own site: one small script, no dependencies, the Segment contract on the wire.
//
//   <script async src="https://…/v1/tag.js" data-key="wk_…" data-consent="required"></script>
//   window.omotenashi = window.omotenashi || []; omotenashi.push(["track", "Store Finder Used"]);
import type { Props } from "./goods";
import { Memory, uuid, type Choice } from "./memory";
import { Sender } from "./sender";
import { settingsOf, type Settings } from "./settings";
import { campaignOf, cleaned, touchOf, type Touch } from "./touch";
import { watch } from "./watch";

type Call = [name: string, ...given: unknown[]];
const VERSION = "1.0.0";
const CONSENT_EVENT = "Segment Consent Preference Updated";

function start(settings: Settings): Record<string, unknown> {
  const memory = new Memory(settings.asks);
  const sender = new Sender(settings.host, settings.key, () => memory.allowed);
  let way: Touch | undefined;
  let referrer = document.referrer;

  const consent = (): object => ({ categoryPreferences: memory.choice });

  const context = (): Props => {
    const { href, pathname, search } = cleaned(location.href);
    const campaign = way && campaignOf(way);
    return {
      page: { url: href, path: pathname, search, title: document.title, ...(referrer && { referrer: cleaned(referrer).href }) },
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      userAgent: navigator.userAgent,
      screen: { width: screen.width, height: screen.height },
      library: { name: "omotenashi-tag", version: VERSION },
      touch: memory.touches,
      consent: consent(),
      ...(campaign && { campaign }),
    };
  };

  const tell = (type: string, more: Props): void => {
    // After a no there is nothing to remember and nobody to tell.
    if (!memory.allowed && !memory.waiting) return;
    memory.touch();
    const user = memory.user && { userId: memory.user };
    const timestamp = new Date().toISOString();
    sender.add({ type, messageId: uuid(), timestamp, anonymousId: memory.id, ...user, context: context(), ...more });
  };

  const arrived = (from: string): void => {
    referrer = from;
    way = touchOf(from, settings.media);
    memory.arrive(way, { landing: cleaned(location.href).href, at: new Date().toISOString() });
  };

  const tag = {
    page: (name?: string, properties: Props = {}): void => {
      const page = { path: location.pathname, title: document.title, url: cleaned(location.href).href };
      tell("page", { ...(name && { name }), properties: { ...page, ...properties } });
    },
    track: (event: string, properties: Props = {}): void => tell("track", { event, properties }),
    identify: (id?: string | number | Props | null, traits?: Props): void => {
      const named = typeof id === "string" || typeof id === "number";
      if (named && id !== "") memory.identify(String(id));
      tell("identify", { traits: (named ? traits : (traits ?? id)) ?? {} });
      sender.now();
    },
    consent: (choice: Choice): void => {
      const waited = memory.waiting;
      const changed = memory.choose(choice);
      if (!memory.allowed) return sender.drop();
      if (!waited && !changed) return;
      if (!waited) arrived(referrer);
      tag.track(CONSENT_EVENT);
      sender.release((item) => Object.assign(item.context as Props, { consent: consent() }));
    },
    reset: (): void => {
      sender.now();
      memory.reset();
    },
    anonymousId: (): string => memory.id,
    /** What the visitor answered; undefined while a site has to ask. */
    choice: (): Choice | undefined => (memory.waiting ? undefined : memory.choice),
    push: (call: Call): void => {
      const [name, ...given] = call;
      (tag as unknown as Record<string, (...given: unknown[]) => void>)[name]?.(...given);
    },
    version: VERSION,
  };

  arrived(referrer);
  const begin = (): void => watch({ page: () => tag.page(), track: tag.track, arrived }, settings.search);
  // Titles, counts and products stand on the page when it is read to its end.
  if (!settings.auto) return tag;
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
  return tag;
}

const script = (document.currentScript ?? document.querySelector('script[data-key][src*="/v1/tag.js"]')) as HTMLScriptElement | null;
const page = window as unknown as { omotenashi?: Call[] & { version?: string } };
if (script?.dataset.key && !page.omotenashi?.version) {
  const before = page.omotenashi ?? [];
  const tag = start(settingsOf(script));
  Object.assign(window, { omotenashi: tag });
  before.forEach((call) => (tag.push as (call: Call) => void)(call));
}
