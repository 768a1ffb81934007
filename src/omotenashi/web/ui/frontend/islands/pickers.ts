// SPDX-License-Identifier: Apache-2.0
// What is picked rather than typed in a message: products from a grid, pictures of the house or of this device.

const PAUSE = 250;
const WIDEST = 1_200;
const MOST = 6;

export class Pickers {
  private part: HTMLElement | null = null;
  private timer = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly changed: () => void,
  ) {
    root.addEventListener("click", (event) => this.press(event.target as Element));
    root.addEventListener("input", () => this.offer());
    this.offer();
    for (const picker of root.querySelectorAll<HTMLElement>("[data-picker]")) {
      picker.addEventListener("input", (event) => this.type(picker, event.target as HTMLInputElement));
      picker.querySelector<HTMLInputElement>("[data-file]")?.addEventListener("change", (event) => {
        void this.upload(picker, event.target as HTMLInputElement);
      });
    }
  }

  private press(pressed: Element): void {
    const opener = pressed.closest<HTMLElement>("[data-pick]");
    if (opener) return this.open(opener);
    const own = pressed.closest<HTMLElement>("[data-own]");
    if (own) return this.say(own.closest<HTMLElement>("[data-part]"), "href", own.dataset.own ?? "");
    if (pressed.closest("[data-take]")) return void this.fetched(pressed.closest<HTMLElement>("[data-part]")!);
    if (pressed.closest("[data-unpick]")) return this.take(pressed.closest<HTMLElement>("[data-code]")!);
    const good = pressed.closest<HTMLElement>("[data-picker] [data-code]");
    if (good) return this.toggle(good);
    const picture = pressed.closest<HTMLElement>("[data-picker] [data-src]");
    if (picture) this.show(picture.dataset.src ?? "", picture.dataset.alt ?? "");
  }

  private open(opener: HTMLElement): void {
    this.part = opener.closest<HTMLElement>("[data-part]");
    const dialog = document.getElementById(`pick-${opener.dataset.pick ?? ""}`) as HTMLDialogElement;
    dialog.showModal();
    void this.find(dialog.querySelector<HTMLElement>("[data-picker]")!);
  }

  private type(picker: HTMLElement, input: HTMLInputElement): void {
    if (!input.matches("[data-q]")) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.find(picker), PAUSE);
  }

  private async find(picker: HTMLElement): Promise<void> {
    const text = picker.querySelector<HTMLInputElement>("[data-q]")!.value;
    const answer = await fetch(`${picker.dataset.from!}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (!answer?.ok) return;
    picker.querySelector("[data-found]")!.innerHTML = await answer.text();
    this.mark();
  }

  private codes(): string[] {
    return [...(this.part?.querySelectorAll<HTMLElement>("[data-picked] [data-code]") ?? [])].map((one) => one.dataset.code ?? "");
  }

  private mark(): void {
    const picked = new Set(this.codes());
    for (const one of this.root.querySelectorAll<HTMLElement>("[data-picker=goods] [data-code]")) {
      one.setAttribute("aria-pressed", String(picked.has(one.dataset.code ?? "")));
    }
    const many = this.root.querySelector("[data-picker=goods] [data-many]");
    if (many) many.textContent = `${picked.size} / ${MOST}`;
  }

  private toggle(good: HTMLElement): void {
    const picked = this.part?.querySelector<HTMLElement>("[data-picked]");
    if (!picked) return;
    const there = [...picked.children].find((one) => (one as HTMLElement).dataset.code === good.dataset.code);
    if (there) there.remove();
    else if (picked.children.length < MOST) picked.append(this.chip(good));
    this.keep(this.part!);
    this.mark();
  }

  private chip(good: HTMLElement): HTMLElement {
    const made = document.createElement("li");
    made.dataset.code = good.dataset.code;
    if (good.dataset.image) {
      const image = document.createElement("img");
      image.src = good.dataset.image;
      image.alt = "";
      made.append(image);
    }
    const name = document.createElement("span");
    name.textContent = good.dataset.label ?? "";
    const away = document.createElement("button");
    away.type = "button";
    away.dataset.unpick = "";
    away.textContent = "×";
    away.setAttribute("aria-label", `× ${name.textContent}`);
    made.append(name, away);
    return made;
  }

  private take(chip: HTMLElement): void {
    const part = chip.closest<HTMLElement>("[data-part]")!;
    chip.remove();
    this.keep(part);
  }

  private keep(part: HTMLElement): void {
    const codes = [...part.querySelectorAll<HTMLElement>("[data-picked] [data-code]")].map((one) => one.dataset.code ?? "");
    this.say(part, "codes", codes.join(","));
  }

  private show(src: string, alt: string): void {
    const words = this.part?.querySelector<HTMLInputElement>("[data-name=alt]");
    if (words && !words.value) words.value = alt;
    this.say(this.part, "src", src);
    (document.getElementById("pick-picture") as HTMLDialogElement).close();
    words?.focus();
  }

  private say(part: HTMLElement | null, name: string, value: string): void {
    const input = part?.querySelector<HTMLInputElement>(`[data-name="${name}"]`);
    if (!input) return;
    input.value = value;
    this.offer();
    this.changed();
  }

  // A picture that stands elsewhere can be kept here.
  private offer(): void {
    for (const one of this.root.querySelectorAll<HTMLElement>("[data-take]")) {
      const src = one.parentElement!.querySelector<HTMLInputElement>("[data-name=src]")?.value ?? "";
      one.hidden = !/^https?:\/\//i.test(src);
    }
  }

  private async fetched(part: HTMLElement): Promise<void> {
    const said = new FormData();
    for (const name of ["src", "alt"]) said.set(name, part.querySelector<HTMLInputElement>(`[data-name=${name}]`)?.value ?? "");
    const picker = this.root.querySelector<HTMLElement>("[data-picker=picture]")!;
    const wrong = part.querySelector<HTMLElement>("[data-take-wrong]")!;
    wrong.hidden = true;
    const told = await sent(picker.dataset.taken!, said);
    if (told.src) return this.say(part, "src", told.src);
    wrong.textContent = told.words ?? picker.dataset.failed ?? "";
    wrong.hidden = false;
  }

  private async upload(picker: HTMLElement, input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    const wrong = picker.querySelector<HTMLElement>("[data-wrong]")!;
    wrong.hidden = true;
    const said = new FormData();
    said.set("picture", await smaller(file), file.name);
    said.set("alt", this.part?.querySelector<HTMLInputElement>("[data-name=alt]")?.value ?? "");
    const told = await sent(picker.dataset.to!, said);
    if (told.src) return this.show(told.src, told.alt ?? "");
    wrong.textContent = told.words ?? picker.dataset.failed ?? "";
    wrong.hidden = false;
  }
}

async function sent(address: string, said: FormData): Promise<{ src?: string; alt?: string; words?: string }> {
  const token = (JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>)["X-CSRFToken"] ?? "";
  const answer = await fetch(address, { method: "POST", body: said, headers: { "X-CSRFToken": token } }).catch(() => null);
  return answer ? ((await answer.json().catch(() => ({}))) as { src?: string; alt?: string; words?: string }) : {};
}

// Drawn anew no wider than a mail needs; a small picture goes as it is. Drawing it anew also leaves out where it was taken.
async function smaller(file: File): Promise<Blob> {
  const drawn = await createImageBitmap(file).catch(() => null);
  if (!drawn) return file;
  const scale = Math.min(1, WIDEST / Math.max(drawn.width, drawn.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(drawn.width * scale),
    height: Math.round(drawn.height * scale),
  });
  canvas.getContext("2d")?.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  const type = file.type === "image/png" ? "image/png" : "image/jpeg";
  return new Promise((keep) => canvas.toBlob((blob) => keep(blob ?? file), type, 0.86));
}
