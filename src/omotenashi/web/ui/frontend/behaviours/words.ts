// SPDX-License-Identifier: Apache-2.0
// The words scripts say, in the language of the page (template tag ui_words).
let words: Record<string, string> | undefined;

export function word(key: string, ...values: string[]): string {
  words ??= JSON.parse(document.getElementById("ui-words")?.textContent ?? "{}") as Record<string, string>;
  return values.reduce((text, value) => text.replace("%s", value), words[key] ?? key);
}

export function setCookie(name: string, value: string): void {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
}
