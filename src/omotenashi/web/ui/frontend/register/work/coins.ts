// SPDX-License-Identifier: Apache-2.0
// <omo-coins>: coins and notes by their number; each line and the drawer sum themselves up.
class Coins extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", () => this.sum());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      const all = [...this.querySelectorAll("input")];
      all[all.indexOf(event.target) + 1]?.focus();
    });
    this.sum();
  }

  private sum(): void {
    let total = 0;
    for (const line of this.querySelectorAll<HTMLElement>("li[data-face]")) {
      const amount = Number(line.dataset.face) * (Number(line.querySelector("input")!.value) || 0);
      total += amount;
      line.querySelector("output")!.textContent = this.money(amount);
      line.toggleAttribute("data-some", amount > 0);
    }
    this.querySelector("[data-total]")!.textContent = this.money(total);
  }

  private money(minor: number): string {
    const { currency = "JPY" } = this.dataset;
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
    return format.format(minor / 10 ** digits).replace("￥", "¥");
  }
}

customElements.define("omo-coins", Coins);
