// SPDX-License-Identifier: Apache-2.0
// data-confirm asks before a link, a button or a form goes on; data-confirm-type wants a word typed.
import { word } from "./words";

interface Question {
  text: string;
  title: string;
  go: string;
  type: string;
}

const agreed = new WeakSet<Element>();

function ask({ text, title, go, type }: Question): Promise<boolean> {
  const dialog = document.getElementById("confirm") as HTMLDialogElement;
  const yes = dialog.querySelector<HTMLButtonElement>("[data-confirm-yes]")!;
  const typed = dialog.querySelector<HTMLElement>("[data-confirm-typed]")!;
  const input = typed.querySelector("input")!;
  dialog.querySelector("h2")!.textContent = title || word("confirm");
  dialog.querySelector("[data-confirm-text]")!.textContent = text;
  if (go) yes.querySelector("span")!.textContent = go;
  typed.hidden = !type;
  typed.querySelector("span")!.textContent = word("type", type);
  input.value = "";
  yes.disabled = Boolean(type);
  input.oninput = () => (yes.disabled = Boolean(type) && input.value.trim() !== type);
  return new Promise((resolve) => {
    yes.onclick = () => {
      resolve(true);
      dialog.close();
    };
    dialog.onclose = () => resolve(false);
    dialog.showModal();
    (type ? input : yes).focus();
  });
}

async function guard(event: Event, asker: HTMLElement, goOn: () => void): Promise<void> {
  if (agreed.has(asker)) {
    agreed.delete(asker);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const { confirm = "", confirmTitle = "", confirmGo = "", confirmType = "" } = asker.dataset;
  if (!(await ask({ text: confirm, title: confirmTitle, go: confirmGo, type: confirmType }))) return;
  agreed.add(asker);
  goOn();
}

export function watchConfirmations(): void {
  addEventListener(
    "click",
    (event) => {
      const asker = (event.target as Element).closest<HTMLElement>("a[data-confirm], button[data-confirm]");
      if (asker) void guard(event, asker, () => asker.click());
    },
    true,
  );
  addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (form.dataset.confirm) void guard(event, form, () => form.requestSubmit());
    },
    true,
  );
}
