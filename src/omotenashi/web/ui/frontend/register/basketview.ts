// SPDX-License-Identifier: Apache-2.0
// The basket: large lines, each with its stepper; what is wrong with a line stands in it.
import { html, icon, money, nothing, number, say, type Markup } from "./html";
import type { Product, QuoteLine } from "./ports";
import { over, pieces, rest, taken, total, type Item, type State } from "./state";

export function basket(state: State): Markup {
  if (!state.items.length) return nothing;
  return html`<ol class="o-lines">${state.items.map((item) => line(item, state)).reverse()}</ol>`;
}

function line(item: Item, state: State): Markup {
  const { line, product } = item;
  const priced = state.quote?.lines.find((one) => one.key === line.key);
  const problem = state.quote?.problems.find((one) => one.key === line.key);
  const amount = priced?.amount ?? (line.price ?? product.price ?? 0) * line.quantity;
  return html`<li class="o-line" ${problem ? trouble : nothing} data-key="${line.key}">
<button type="button" class="o-line-name" data-act="line" data-key="${line.key}"><strong>${product.name}</strong>
<span>${unit(item, priced)}${where(item)}</span>${problem ? html`<em>${problem.message}</em>` : nothing}</button>
<div class="o-step" role="group" aria-label="${say("pieces")}">
<button type="button" data-act="less" data-key="${line.key}" aria-label="${say("less")}">−</button>
<output>${line.quantity}</output>
<button type="button" data-act="more" data-key="${line.key}" aria-label="${say("more")}">＋</button></div>
<b class="o-line-sum o-num">${money(amount)}</b></li>`;
}

const trouble = html`data-problem`;

function unit({ line, product }: Item, priced: QuoteLine | undefined): Markup {
  const regular = priced?.regular ?? product.price;
  const now = line.price ?? priced?.unit_price ?? product.price;
  const off = (priced?.discount ?? 0) + (priced?.coupon ?? 0);
  const was = line.price !== null && regular !== null && regular !== now ? html`<s>${money(regular)}</s> ` : nothing;
  return html`<span class="o-num">${was}${now === null ? say("no_price") : money(now)}</span>${
    line.price !== null ? html`<i class="o-tag">${line.reason}</i>` : nothing
  }${off ? html`<i class="o-tag o-tag-good">−${money(off)}</i>` : nothing}`;
}

function where({ line, place, product }: Item): Markup {
  if (line.mode === "carry_out") return missing(line.quantity, product.here);
  const said = { ship: say("ship"), pickup: say("pickup_at", place), order_in: say("order_in") }[line.mode];
  return html`<i class="o-tag o-tag-info">${said}</i>`;
}

/** The book says that it does not lie here: sell what is in the hand all the same, or look elsewhere. */
function missing(wanted: number, here: number | null): Markup {
  if (here === null || here >= wanted) return nothing;
  return html`<i class="o-tag o-tag-warn">${here > 0 ? say("left", number(here)) : say("not_here")}</i>`;
}

export function tiles(products: Product[], title: string): Markup {
  if (!products.length) return nothing;
  return html`<h2 class="o-tiles-title">${title}</h2><div class="o-tiles">${products.map(
    (one) => html`<button type="button" class="o-tile" data-act="tile" data-sku="${one.sku}"><strong>${one.name}</strong>
<span><b class="o-num">${one.price === null ? "—" : money(one.price)}</b>${left(one)}</span></button>`,
  )}</div>`;
}

function left({ here }: Product): Markup {
  if (here === null) return nothing;
  return here > 0 ? html`<em class="o-num">${say("left", number(here))}</em>` : html`<em data-none>${say("not_here")}</em>`;
}

export function sums(state: State): Markup {
  const { quote } = state;
  if (!quote) return nothing;
  const row = (name: string, amount: string, kind = ""): Markup =>
    html`<div class="${kind}"><dt>${name}</dt><dd class="o-num">${amount}</dd></div>`;
  return html`<dl class="o-sum">${row(say("pieces_of", pieces(state)), money(quote.goods + discounts(state)))}
${quote.campaigns.map((one) => row(one.name, money(-one.amount), "o-good"))}
${quote.coupons.map((one) => html`<div class="o-good"><dt>${one.name}<button type="button" class="o-drop" data-act="uncoupon"
 data-code="${one.code}" aria-label="${say("remove")}">${icon("close")}</button></dt><dd class="o-num">${money(-one.amount)}</dd></div>`)}
${quote.refused.map((one) => html`<div class="o-bad"><dt>${one.code}<button type="button" class="o-drop" data-act="uncoupon"
 data-code="${one.code}" aria-label="${say("remove")}">${icon("close")}</button></dt><dd>${one.message}</dd></div>`)}
${quote.shipping ? row(say("shipping"), money(quote.shipping)) : nothing}
${quote.points ? row(say("points_used"), `−${number(quote.points)}`, "o-good") : nothing}
${quote.earned && state.member ? row(say("earns"), `+${number(quote.earned)}`, "o-quiet") : nothing}</dl>
${advised(state)}${quote.near.slice(0, 1).map((one) => html`<p class="o-near">${say("near", money(one.missing), one.name)}</p>`)}`;
}

/** Who advised the customer, when somebody else sells: has a part in the credit. */
function advised(state: State): Markup {
  const names = staff();
  if (!names.length || !state.items.length) return nothing;
  const name = names.find((one) => one.id === state.assisted)?.name ?? say("nobody_else");
  return html`<button type="button" class="o-advised" data-act="assist">${icon("person")}<span>${say("who_advised")}</span><b>${name}</b></button>`;
}

/** Who works here, as the page says it. */
export function staff(): { id: string; name: string }[] {
  return JSON.parse(document.getElementById("till-staff")?.textContent ?? "[]") as { id: string; name: string }[];
}

export function advisers(state: State): Markup {
  const choice = (id: string, name: string): Markup => html`<button type="button" data-act="assisted" data-id="${id}"
 aria-pressed="${(state.assisted ?? "") === id ? "true" : "false"}"><b>${name}</b></button>`;
  return html`<h2>${say("who_advised")}</h2><div class="o-choices">${choice("", say("nobody_else"))}${staff().map((one) => choice(one.id, one.name))}</div>`;
}

/** An exchange: what comes back, what it costs now, and the difference one of the two pays. */
export function swap(state: State): Markup {
  const { exchange } = state;
  if (!exchange) return nothing;
  const back = over(state);
  return html`<section class="o-swap" aria-label="${say("exchange")}"><header><h2>${say("exchange")}<span class="o-num">${exchange.number}</span></h2>
<button type="button" class="o-drop" data-act="unexchange" aria-label="${say("remove")}">${icon("close")}</button></header>
<ul>${exchange.lines.map((one) => html`<li>${one.name} <span class="o-num">× ${one.quantity}</span></li>`)}</ul>
<dl class="o-sum"><div><dt>${say("refund")}</dt><dd class="o-num">${money(exchange.money)}</dd></div>
<div><dt>${say("new_sale")}</dt><dd class="o-num">${money(-total(state))}</dd></div>
<div class="o-swap-rest"><dt>${say(back ? "customer_gets" : "customer_pays")}</dt><dd class="o-num">${money(back || rest(state) + taken(state))}</dd></div>
${exchange.others.map((one) => html`<div class="o-quiet"><dt>${say("goes_back", one.name)}</dt><dd class="o-num">${money(one.amount)}</dd></div>`)}</dl></section>`;
}

const discounts = ({ quote }: State): number =>
  [...(quote?.campaigns ?? []), ...(quote?.coupons ?? [])].reduce((sum, one) => sum + one.amount, 0);

export const sumOf = (state: State): string => money(total(state));
