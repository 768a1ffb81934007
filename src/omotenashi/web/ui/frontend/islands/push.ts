// SPDX-License-Identifier: Apache-2.0
// <omo-push>: notifications of this browser. Nothing is asked before somebody presses the button; what the browser says
// then goes to the server with the form.

type State = "ask" | "busy" | "on" | "denied" | "unsupported" | "install" | "unreachable";
// Milliseconds. A browser whose company is cut off by the network keeps on asking for it without ever giving up.
const PATIENCE = 15_000;

class PushAsk extends HTMLElement {
  connectedCallback(): void {
    this.querySelector("[data-ask]")?.addEventListener("click", () => void this.ask());
    // Who takes this device off the list ends it in the browser, too.
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-push-mine]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.end().finally(() => form.submit());
      });
    }
    void this.look();
  }

  private say(state: State): void {
    this.dataset["state"] = state;
  }

  private async look(): Promise<void> {
    if (!("PushManager" in window) || !("serviceWorker" in navigator) || !("Notification" in window)) {
      const isPhone = /iPhone|iPad/.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;
      return this.say(isPhone ? "install" : "unsupported");
    }
    if (this.known) return this.say("on");
    this.say(Notification.permission === "denied" ? "denied" : "ask");
  }

  private async ask(): Promise<void> {
    if (this.dataset["state"] === "busy") return;
    this.say("busy");
    if ((await Notification.requestPermission()) !== "granted") {
      return this.say(Notification.permission === "denied" ? "denied" : "ask");
    }
    // Whoever answers late is still taken: it was asked for.
    const alarm = setTimeout(() => this.say("unreachable"), PATIENCE);
    try {
      this.send(await this.subscription());
    } catch {
      this.say("unreachable");
    } finally {
      clearTimeout(alarm);
    }
  }

  private async subscription(): Promise<PushSubscription> {
    const registered = await navigator.serviceWorker.register(this.dataset["worker"]!, { scope: this.dataset["scope"]!, updateViaCache: "none" });
    await active(registered);
    // What somebody else took here before must not become ours.
    await (await registered.pushManager.getSubscription())?.unsubscribe();
    return registered.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.dataset["key"]! });
  }

  private send(found: PushSubscription): void {
    const form = this.querySelector<HTMLFormElement>("[data-form]")!;
    const { endpoint, keys } = found.toJSON();
    const values: Record<string, string> = { endpoint: endpoint ?? "", p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" };
    for (const [name, value] of Object.entries(values)) form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
    form.submit();
  }

  private async end(): Promise<void> {
    const registered = await navigator.serviceWorker?.getRegistration(this.dataset["scope"]!);
    await (await registered?.pushManager.getSubscription())?.unsubscribe();
  }

  private get known(): boolean {
    return "known" in this.dataset;
  }
}

function active(registered: ServiceWorkerRegistration): Promise<void> {
  const worker = registered.installing ?? registered.waiting;
  if (!worker || registered.active) return Promise.resolve();
  return new Promise((done) => worker.addEventListener("statechange", () => worker.state === "activated" && done()));
}

customElements.define("omo-push", PushAsk);

export {};
