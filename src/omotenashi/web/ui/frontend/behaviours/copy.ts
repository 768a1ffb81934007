// SPDX-License-Identifier: Apache-2.0
// A button with data-copy puts that address, whole, on the clipboard and says so; with data-copy-text those words as they are.
import { toast } from "./toasts";

export function watchCopies(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy], [data-copy-text]");
    if (!button) return;
    const address = button.dataset.copyText ?? new URL(button.dataset.copy || location.href, location.href).href;
    // Without a secure origin there is no clipboard; then the address stands in a field to be copied by hand.
    if (!navigator.clipboard) window.prompt(button.dataset.copied ?? "", address);
    else void navigator.clipboard.writeText(address).then(() => toast({ text: button.dataset.copied ?? "" }));
  });
}
