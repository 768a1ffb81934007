// SPDX-License-Identifier: Apache-2.0
// <omo-dropzone>: takes a file by drop or choice, sends it at once with its progress, and goes where the answer leads.
import { failure } from "../behaviours/failures";
import { word } from "../behaviours/words";

class Dropzone extends HTMLElement {
  connectedCallback(): void {
    const { form, input } = this;
    for (const name of ["dragenter", "dragover"]) {
      form.addEventListener(name, (event) => {
        event.preventDefault();
        form.toggleAttribute("data-over", true);
      });
    }
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget as Node)) form.removeAttribute("data-over");
    });
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.removeAttribute("data-over");
      if (!event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      this.send();
    });
    input.addEventListener("change", () => input.files?.length && this.send());
  }

  private get form(): HTMLFormElement {
    return this.querySelector("form")!;
  }

  private get input(): HTMLInputElement {
    return this.querySelector<HTMLInputElement>('input[type="file"]')!;
  }

  private say(text: string, share: number | null): void {
    const bar = this.querySelector("progress")!;
    this.querySelector("output")!.textContent = text;
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
  }

  private send(): void {
    const request = new XMLHttpRequest();
    const name = this.input.files?.[0]?.name ?? "";
    this.form.toggleAttribute("data-busy", true);
    this.querySelector<HTMLElement>(".o-dropzone-progress")!.hidden = false;
    request.upload.onprogress = ({ loaded, total }) => {
      const share = Math.round((loaded * 100) / total);
      this.say(share < 100 ? `${word("uploading")} ${name} ${share}%` : `${word("reading")} ${name}`, share < 100 ? share : null);
    };
    request.onload = () => (request.status < 400 ? this.follow(request) : this.rest(request));
    request.onerror = () => this.rest(request);
    request.open("POST", this.form.action);
    request.setRequestHeader("HX-Request", "true");
    // Asks for the address of the next page instead of a redirect (web/ui/middleware.py).
    request.setRequestHeader("Omotenashi-Upload", "true");
    request.send(new FormData(this.form));
  }

  private follow(request: XMLHttpRequest): void {
    location.assign(request.getResponseHeader("HX-Redirect") ?? request.responseURL);
  }

  private rest(request: XMLHttpRequest): void {
    this.form.removeAttribute("data-busy");
    this.form.reset();
    this.querySelector<HTMLElement>(".o-dropzone-progress")!.hidden = true;
    const code = request.status ? (request.getResponseHeader("Omotenashi-Code") ?? String(request.status)) : "";
    failure(request.status ? (request.status === 403 ? "refused" : "failed") : "offline", code);
  }
}

customElements.define("omo-dropzone", Dropzone);
