// SPDX-License-Identifier: Apache-2.0
// <omo-line>: says that there is no line, and how many sales wait to be sent.
import { store } from "./line";

class Line extends HTMLElement {
  connectedCallback(): void {
    // What waits, and what came back, stands on a page of its own; what lies on the counter is kept meanwhile.
    this.addEventListener("click", () => location.assign("/register/offline/"));
    for (const name of ["line", "queue"]) store.events.addEventListener(name, this.show);
    const { shop = "", terminal = "" } = this.dataset;
    void store.start({ shop, terminal, last_sequence: 0 }).then(this.show);
  }

  private readonly show = async (): Promise<void> => {
    const waiting = (await store.queue.waiting()).length;
    const { gone = "", one = "", many = "" } = this.dataset;
    const said = [store.isOnline() ? "" : gone, waiting === 1 ? one : waiting ? many.replace("#", String(waiting)) : ""];
    this.textContent = said.filter(Boolean).join(" · ");
    this.hidden = !this.textContent;
    this.dataset.state = store.isOnline() ? "sending" : "gone";
  };
}

customElements.define("omo-line", Line);
