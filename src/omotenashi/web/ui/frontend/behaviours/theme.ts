// SPDX-License-Identifier: Apache-2.0
// Light or dark: the cookie tells the server, so the next page is right in its first paint.
import { setCookie } from "./words";

export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function watchTheme(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-theme-switch]")) return;
    event.preventDefault();
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    setCookie("theme", theme);
    document.dispatchEvent(new CustomEvent("omo:theme"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.dispatchEvent(new CustomEvent("omo:theme"));
  });
}
