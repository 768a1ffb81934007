// SPDX-License-Identifier: Apache-2.0
// A finger on the till: what the house answers meanwhile waits, so that a press does what was read on it.

// Milliseconds. On glass the click comes a moment after the finger went.
const CLICK = 60;

export class Finger {
  private gone: Promise<void> = Promise.resolve();

  constructor(on: HTMLElement) {
    on.addEventListener("pointerdown", () => {
      this.gone = new Promise((done) => {
        const up = new AbortController();
        const lifted = () => {
          up.abort();
          window.setTimeout(done, CLICK);
        };
        for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, lifted, { signal: up.signal, capture: true });
      });
    });
  }

  /** Come back once no finger is on it; one that followed at once counts, too. */
  async lifted(): Promise<void> {
    for (let waited; waited !== this.gone; ) await (waited = this.gone);
  }
}
