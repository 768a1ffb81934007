// SPDX-License-Identifier: Apache-2.0
// ⌘K or / opens the search. Its island is loaded the first time it is wanted.
function open(): void {
  const dialog = document.getElementById("palette") as HTMLDialogElement | null;
  if (!dialog || dialog.open) return;
  void import("../islands/palette");
  dialog.showModal();
}

export function watchPalette(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-palette]")) open();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
}
