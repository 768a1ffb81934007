// SPDX-License-Identifier: Apache-2.0
// The form texts are searched in, as base/text has it: width, kana, long vowels, old kanji and letter case say nothing.
const SMALL: Record<string, string> = Object.fromEntries(
  [..."ァィゥェォッャュョヮヵヶヰヱヲヂヅ"].map((sign, place) => [sign, [..."アイウエオツヤユヨワカケイエオジズ"][place] as string]),
);
const VU: [RegExp, string][] = [[/ヴァ/g, "バ"], [/ヴィ/g, "ビ"], [/ヴェ/g, "ベ"], [/ヴォ/g, "ボ"], [/ヴ/g, "ブ"]];
const O = "オコゴソゾトドノホボポモヨョロォ";
const U = "ウクグスズツヌフブプムユュルゥッ";
const LENGTHS = new RegExp(`([${O}])[オウー]+|([${U}])[ウー]+|ー`, "g");
const LONG_MARK = /(?<=[ァ-ヺ])[-\u2010\u2013\u2014\u2015\u2212](?=[ァ-ヺ\s]|$)/g;

/** Fold a text; `unify` maps old forms of kanji to the one used in keys. */
export function folded(text: string, unify: Readonly<Record<string, string>>): string {
  let wide = text.normalize("NFKC").replace(/./gu, (sign) => unify[sign] ?? sign);
  wide = wide.replace(/[\u3041-\u3096\u309d\u309e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0x60));
  wide = wide.replace(LONG_MARK, "ー");
  for (const [written, read] of VU) wide = wide.replace(written, read);
  wide = wide.replace(/[ァィゥェォッャュョヮヵヶヰヱヲヂヅ]/g, (sign) => SMALL[sign] as string);
  return wide.replace(LENGTHS, "$1$2").toLowerCase();
}

/** The words of a query, folded, without the signs people leave out. */
export function words(text: string, unify: Readonly<Record<string, string>>): string[] {
  const found = folded(text, unify).match(/[^\s、。・,;/()「」『』|]+/g) ?? [];
  return found.map((word) => word.replace(/[-‐_.]/g, "")).filter(Boolean);
}

/** A code as it is stored: trimmed, in one width. */
export function code(text: string): string {
  return text.normalize("NFKC").trim().replace(/^'/, "").trim();
}
