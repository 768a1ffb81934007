// SPDX-License-Identifier: Apache-2.0
// Notes on a member, and what to heed with them: a sheet of chips, one press each. With the press that opens it, noting something takes two.
import type { Sheet } from "./acts";
import { api } from "./api";
import { html, nothing, say, type Markup } from "./html";
import type { Cares } from "./ports";
import type { Till } from "./till";

export function showNote(sheet: Sheet): void {
  sheet.show(html`<h2>${say("notes")}</h2><form method="dialog" class="o-fields" data-act="note-form"><textarea class="o-input" name="text"
 rows="4" maxlength="4000" required autofocus aria-label="${say("notes")}"></textarea><button class="o-button o-button-primary">${say("write")}</button></form>`);
}

export async function writeNote(till: Till, sheet: Sheet, form: HTMLFormElement | null): Promise<void> {
  const { member } = till.state;
  if (member) member.notes = (await api.note(member.id, String(new FormData(form ?? undefined).get("text")))).notes;
  sheet.close();
  till.tell("ok");
}

export async function showCares(till: Till, sheet: Sheet): Promise<void> {
  if (till.state.member) sheet.show(careSheet(await api.cares(till.state.member.id)));
}

export async function heed(till: Till, { kind = "", field = "", value = "" }: DOMStringMap, sheet: Sheet): Promise<void> {
  const { member } = till.state;
  const day = document.querySelector<HTMLInputElement>('.o-care-sheet input[name="on_date"]')?.value ?? "";
  if (member) member.care = (await api.care(member.id, { kind, [field]: value, on_date: kind === "anniversary" ? day : "" })).care;
  sheet.close();
  till.tell("ok");
}

/** What can be noted, one press each; the day stands above the occasions. */
function careSheet({ today, kinds }: Cares): Markup {
  return html`<h2>${say("note_care")}</h2>${kinds.map(
    ({ kind, name, field, chips }) => html`<section class="o-care-sheet" data-kind="${kind}"><h3>${name}${kind === "anniversary" ? html`<input
class="o-input" type="date" name="on_date" value="${today}" aria-label="${say("day")}">` : nothing}</h3><div class="o-care-chips">${chips.map(
      ([value, text]) => html`<button type="button" data-act="care-chip" data-kind="${kind}" data-field="${field}" data-value="${value}">${text}</button>`,
    )}</div></section>`,
  )}`;
}
