// SPDX-License-Identifier: Apache-2.0
// A return: its buttons rest while the sum is worked out anew, and stay the same buttons under the finger.
export function watchReturn(form: HTMLFormElement): void {
  const buttons = [...form.querySelectorAll<HTMLButtonElement>("[data-back-go]")];
  const swap = form.querySelector<HTMLElement>(".o-back-swap")!;
  const settle = (): void => {
    const sum = form.querySelector<HTMLElement>("[data-back]")!.dataset;
    for (const button of buttons) button.disabled = !Number(sum.back);
    swap.hidden = !Number(sum.money);
  };
  form.addEventListener("change", () => {
    for (const button of buttons) button.disabled = true;
  });
  // A request that another one replaced says nothing: the newer one does.
  for (const name of ["htmx:afterSwap", "htmx:responseError", "htmx:sendError", "htmx:timeout"]) form.addEventListener(name, settle);
}
