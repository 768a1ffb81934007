// SPDX-License-Identifier: Apache-2.0
// Which advertisement, medium or page brought the visitor: the facts as they stand in the address, unjudged.
export interface Touch {
  source?: string;
  medium?: string;
  campaign?: string;
  term?: string;
  content?: string;
  media_code?: string;
  click_id?: string;
  click_type?: string;
  landing: string;
  referrer?: string;
  at: string;
}

const UTM = ["source", "medium", "campaign", "term", "content"] as const;
// Google, Yahoo! Japan, Meta, TikTok, LINE.
const CLICKS = ["gclid", "yclid", "fbclid", "ttclid", "ldtag_cl"];
const SECRET = /mail|tel|phone|pass|token|secret/i;

/** An address without its fragment, and without parameters that may name a person. */
export function cleaned(href: string): URL {
  const url = new URL(href, location.href);
  url.hash = "";
  for (const name of [...url.searchParams.keys()]) if (SECRET.test(name)) url.searchParams.delete(name);
  return url;
}

/** What this page's address says about the way here; undefined when it says nothing and the visitor was here before. */
export function touchOf(referrer: string, media: string[]): Touch | undefined {
  const url = cleaned(location.href);
  const asked = url.searchParams;
  const touch: Touch = { landing: url.href, at: new Date().toISOString() };
  let told = false;
  const keep = (name: Exclude<keyof Touch, "landing" | "at">, value: string | null | undefined): void => {
    if (!value) return;
    touch[name] = value.slice(0, 300);
    told = true;
  };
  for (const name of UTM) keep(name, asked.get(`utm_${name}`));
  for (const name of media) keep("media_code", asked.get(name));
  const click = CLICKS.find((name) => asked.get(name));
  keep("click_id", click && asked.get(click));
  keep("click_type", click);
  if (referrer && new URL(referrer).host !== location.host) keep("referrer", cleaned(referrer).href);
  return told ? touch : undefined;
}

/** The form in which the Segment contract knows a campaign. */
export function campaignOf(touch: Touch): Record<string, string> | undefined {
  const { landing: _landing, at: _at, referrer: _referrer, campaign, ...rest } = touch;
  const found = { ...rest, ...(campaign && { name: campaign }) };
  return Object.keys(found).length ? found : undefined;
}
