// SPDX-License-Identifier: Apache-2.0
// The payment: a keypad, quick notes, what was taken so far, and the change in letters one reads across the counter.
import { html, icon, money, nothing, number, say, type Markup } from "./html";
import type { TenderKind } from "./ports";
import { creditLeft, notes, over, rest, swapped, typed, type State } from "./state";

const KINDS: TenderKind[] = ["cash", "card_terminal", "qr", "gift_card", "store_credit"];
const KEYS = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "0", "00", "back"];

export function payment(state: State): Markup {
  const left = rest(state);
  const back = over(state);
  const part = state.tenders.length > 0 || swapped(state) > 0;
  return html`<div class="o-pay"><p class="o-sum-label">${back ? say("customer_gets") : part ? say("left_to_pay") : say("to_pay")}</p>
<p class="o-sum-big o-num">${money(back || left)}</p>
${part ? html`<ul class="o-tenders">${swapped(state) ? html`<li><span>${say("from_exchange")}</span><b class="o-num">${money(swapped(state))}</b></li>` : nothing}${state.tenders.map(
    (one, place) => html`<li><span>${say(one.kind)}</span><b class="o-num">${money(one.amount)}</b><button type="button"
 class="o-drop" data-act="untender" data-place="${place}" aria-label="${say("remove")}">${icon("close")}</button></li>`,
  )}</ul>` : nothing}
${left && state.member && state.member.points > 0 ? points(state) : nothing}
${left ? taking(state, left) : nothing}</div>`;
}

const kinds = (state: State): TenderKind[] => KINDS.filter((kind) => kind !== "store_credit" || creditLeft(state) > 0);

function taking(state: State, left: number): Markup {
  return html`<div class="o-kinds" role="radiogroup" aria-label="${say("how")}">${kinds(state).map(
    (kind) => html`<button type="button" role="radio" data-act="kind" data-kind="${kind}"
 aria-checked="${state.kind === kind ? "true" : "false"}">${say(kind)}</button>`,
  )}</div>
${state.kind === "store_credit" ? html`<p class="o-till-hint">${icon("info")}${say("has_credit", money(creditLeft(state)))}</p>` : nothing}
${state.kind === "gift_card" ? html`<p class="o-till-hint">${icon("info")}${say("scan_gift_card")}</p>` : amount(state, left)}`;
}

/** What is about to be taken: what was typed, else the rest, of store credit no more than there is. */
export function given(state: State): number {
  const wanted = typed(state) || (state.kind === "cash" ? 0 : rest(state));
  return state.kind === "store_credit" ? Math.min(wanted, rest(state), creditLeft(state)) : wanted;
}

function points(state: State): Markup {
  const most = state.member?.points ?? 0;
  return html`<button type="button" class="o-points" data-act="points">${icon("tag")}<span>${say("use_points")}
<em class="o-num">${say("has_points", number(most))}</em></span><b class="o-num">${state.points ? `−${number(state.points)}` : ""}</b></button>`;
}

function amount(state: State, left: number): Markup {
  const cash = state.kind === "cash";
  return html`<p class="o-typed o-num" aria-live="polite"><span>${cash ? say("received") : say("amount")}</span>
<output>${money(given(state))}</output></p>
${cash ? html`<div class="o-quick">${notes(left).map(
    (note, place) => html`<button type="button" class="o-num" data-act="note-of" data-amount="${note}">${
      place ? money(note) : say("exactly")
    }</button>`,
  )}</div>` : nothing}${keypad()}`;
}

export function keypad(): Markup {
  return html`<div class="o-pad">${KEYS.map(
    (key) => html`<button type="button" data-act="key" data-key="${key}"${key === "back" ? html` aria-label="${say("erase")}"` : nothing}>${
      key === "back" ? icon("left") : key
    }</button>`,
  )}</div>`;
}

/** How many points: all, those that make the sum round, or typed. */
export function pointsSheet(state: State, most: number): Markup {
  const sum = (state.quote?.total ?? 0) - 0;
  const odd = sum % 1000;
  return html`<h2>${say("use_points")}</h2><p class="o-sum-note o-num">${say("has_points", number(most))}</p>
<form method="dialog" data-act="points-form"><input class="o-input o-num o-big-input" name="points" inputmode="numeric" pattern="[0-9]*"
 value="${state.points || ""}" placeholder="0" aria-label="${say("points")}" autocomplete="off" autofocus>
<div class="o-quick"><button type="button" data-act="some-points" data-amount="${Math.min(most, sum)}">${say("all_points")}</button>
${odd && odd <= most ? html`<button type="button" data-act="some-points" data-amount="${odd}">${say("odd_points", number(odd))}</button>` : nothing}
<button type="button" data-act="some-points" data-amount="0">${say("no_points")}</button></div>
<button class="o-button o-button-primary">${say("take_points")}</button></form>`;
}

/** What the one button in the corner says and does now. */
export function nextAction(state: State, busy: boolean): { act: string; text: string; disabled: boolean } {
  if (state.step === "done") return { act: "again", text: say("next_customer"), disabled: false };
  if (state.step === "basket") {
    const wrong = (state.quote?.problems.length ?? 0) + (state.quote?.refused.length ?? 0);
    return { act: "pay", text: over(state) ? say("give_back", money(over(state))) : say("pay", money(rest(state))), disabled: !state.items.length || wrong > 0 || !state.quote };
  }
  const left = rest(state);
  const now = given(state);
  if (left === 0) return { act: "sell", text: say("finish"), disabled: busy };
  if (state.kind === "gift_card") return { act: "sell", text: say("scan_gift_card"), disabled: true };
  if (now < left) return { act: "tender", text: now ? say("take_part", money(now)) : say("take", money(left)), disabled: busy || !now };
  const change = state.kind === "cash" ? now - left : 0;
  return { act: "tender-and-sell", text: change ? say("change_and_finish", money(change)) : say("take", money(left)), disabled: busy };
}
