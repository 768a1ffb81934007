// SPDX-License-Identifier: Apache-2.0
// Places a popover menu under its button, moves through it with arrows, and closes open 根拠 boxes.
function place(menu: HTMLElement, button: Element): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = at.left + width > innerWidth - 12 ? at.right - width : at.left;
  const below = at.bottom + 6 + height <= innerHeight;
  menu.style.left = `${Math.max(12, left)}px`;
  menu.style.top = `${below ? at.bottom + 6 : Math.max(12, at.top - 6 - height)}px`;
}

function step(menu: HTMLElement, by: number): void {
  const items = [...menu.querySelectorAll<HTMLElement>(".o-menu-item")];
  const now = items.indexOf(document.activeElement as HTMLElement);
  items[(now + by + items.length) % items.length]?.focus();
}

// One menu may have several buttons: it opens under the one that was pressed.
let pressed: Element | null = null;

export function watchMenus(): void {
  document.addEventListener("click", (event) => (pressed = (event.target as Element).closest?.("[popovertarget]") ?? null), true);
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target as HTMLElement;
      if (!menu.matches?.(".o-menu") || (event as ToggleEvent).newState !== "open") return;
      const mine = pressed?.getAttribute("popovertarget") === menu.id ? pressed : null;
      const button = mine ?? document.querySelector(`[popovertarget="${menu.id}"]`);
      if (button) place(menu, button);
    },
    true,
  );
  document.addEventListener(
    "toggle",
    (event) => {
      const box = event.target as HTMLDetailsElement;
      const body = box.matches?.("details[data-floating][open]") ? box.querySelector<HTMLElement>("summary + *") : null;
      if (body) place(body, box.querySelector("summary")!);
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    const menu = (event.target as Element).closest?.(".o-menu-wrap")?.querySelector<HTMLElement>(".o-menu:popover-open");
    if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    step(menu, event.key === "ArrowDown" ? 1 : -1);
  });
  document.addEventListener("click", (event) => closeFloating(event.target as Element));
  const leave = (): void => {
    document.querySelectorAll<HTMLElement>(".o-menu:popover-open").forEach((one) => one.hidePopover());
    closeFloating(document.body);
  };
  addEventListener("scroll", leave, { passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeFloating(document.body));
}

function closeFloating(target: Element): void {
  for (const open of document.querySelectorAll<HTMLDetailsElement>("details[data-floating][open]")) {
    if (!open.contains(target)) open.open = false;
  }
}
