// SPDX-License-Identifier: Apache-2.0
// What the site said on the script element, and what the visitor's browser asks for.
export interface Settings {
  key: string;
  host: string;
  /** Nothing is kept or sent before the visitor says yes. */
  asks: boolean;
  /** Page views, searches, products, steps and forms by themselves. */
  auto: boolean;
  search: string[];
  media: string[];
}

const list = (text: string): string[] => text.split(",").map((one) => one.trim()).filter(Boolean);

/** Do Not Track or Global Privacy Control: then silence is a no. */
function signalled(): boolean {
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
  return doNotTrack === "1" || !!globalPrivacyControl;
}

export function settingsOf(script: HTMLScriptElement): Settings {
  const said = script.dataset;
  return {
    key: said.key ?? "",
    host: said.host ?? new URL(script.src).origin,
    // Who forgot to say is asked: the careful answer is the default.
    asks: said.consent !== "granted" || signalled(),
    auto: said.auto !== "false",
    search: list(said.search ?? "q,keyword"),
    media: list(said.media ?? "mc"),
  };
}
