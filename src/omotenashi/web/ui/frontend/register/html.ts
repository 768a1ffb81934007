// SPDX-License-Identifier: Apache-2.0
// Markup with everything that is put into it escaped; words and money in the language of the page.

class Safe {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}
export type Markup = Safe;
type Value = string | number | boolean | null | undefined | Safe | Safe[];

const SIGNS: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function html(parts: TemplateStringsArray, ...values: Value[]): Safe {
  return new Safe(parts.reduce((text, part, place) => text + written(values[place - 1]) + part));
}

export const nothing = new Safe("");

/** SVG of our own server: icons and QR codes. */
export function trusted(text: string): Safe {
  return new Safe(text);
}

function written(value: Value): string {
  if (value instanceof Safe) return value.text;
  if (Array.isArray(value)) return value.join("");
  if (value === null || value === undefined || value === false || value === true) return "";
  return String(value).replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}

interface Kept {
  words: Record<string, string>;
  icons: Record<string, string>;
  currency: string;
  language: string;
}
let kept: Kept | undefined;

function page(): Kept {
  kept ??= JSON.parse(document.getElementById("till-words")?.textContent ?? "{}") as Kept;
  return kept;
}

export function say(key: string, ...values: (string | number)[]): string {
  return values.reduce<string>((text, value) => text.replace("%s", String(value)), page().words[key] ?? key);
}

export function icon(name: string): Safe {
  return new Safe(page().icons[name] ?? "");
}

let printed: Intl.NumberFormat | undefined;

export function money(amount: number): string {
  const { currency = "JPY", language = "ja" } = page();
  printed ??= new Intl.NumberFormat(language === "ja" ? "ja-JP" : "en-GB", {
    style: "currency", currency, currencyDisplay: "narrowSymbol",
  });
  const exponent = printed.resolvedOptions().maximumFractionDigits ?? 0;
  return printed.format(amount / 10 ** exponent).replace("-", "−").replace("￥", "¥");
}

export function number(amount: number): string {
  return amount.toLocaleString("en-US").replace("-", "−");
}
