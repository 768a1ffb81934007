// SPDX-License-Identifier: Apache-2.0
// After the sale: the change as large as it gets, the receipt, and what the wallet holds now.
import { api } from "./api";
import { html, icon, money, nothing, number, say, type Markup } from "./html";
import type { Sold } from "./ports";
import type { State } from "./state";
import type { Till } from "./till";

export function done(state: State): Markup {
  const { sold } = state;
  if (!sold) return nothing;
  const back = sold.exchange?.parts ?? [];
  const given = back.reduce((sum, one) => sum + one.amount, 0);
  return html`<div class="o-done" role="status">${icon("good")}
<p class="o-sum-label">${given ? say("customer_gets") : sold.change ? say("change") : say("sold")}</p>
<p class="o-sum-big o-num">${money(given || sold.change || sold.total)}</p>
<p class="o-num">${sold.document || sold.number} · ${money(sold.total)}</p>
<dl class="o-sum">${back.map((one) => html`<div><dt>${say("goes_back", one.name)}</dt><dd class="o-num">${money(one.amount)}</dd></div>`)}
${sold.points_spent ? html`<div><dt>${say("points_used")}</dt><dd class="o-num">−${number(sold.points_spent)}</dd></div>` : nothing}
${sold.points_earned ? html`<div><dt>${say("earned")}</dt><dd class="o-num">+${number(sold.points_earned)}</dd></div>` : nothing}
${state.member && !sold.local ? html`<div><dt>${say("balance")}</dt><dd class="o-num">${number(sold.balance)}</dd></div>` : nothing}</dl>
${sold.local ? html`<p class="o-till-hint">${icon("info")}${say("kept")}</p>` : nothing}
${sold.found ? html`<p class="o-till-hint">${icon("warn")}${say("found")}</p>` : nothing}
${sold.shortages ? html`<p class="o-till-hint">${icon("warn")}${say("shortage")}</p>` : nothing}
${why(sold)}
<div class="o-slip-acts">${sold.local ? html`<button type="button" class="o-button o-button-plain" data-act="print">${icon("receipt")}${say("print")}</button>`
    : html`<a class="o-button o-button-plain" href="${sold.receipt}">${icon("receipt")}${say("receipt")}</a>`}
${sold.exchange?.receipt ? html`<a class="o-button o-button-plain" href="${sold.exchange.receipt}">${icon("receipt")}${say("return_receipt")}</a>` : nothing}</div>
${sold.local ? slip(state) : nothing}</div>`;
}

/** Write down why they buy; what was written shows at once. */
export async function sayWhy(till: Till, reason: string): Promise<void> {
  const { sold } = till.state;
  if (sold) sold.reason = (await api.reason(sold.sale, reason)).reason;
  till.render();
}

/** One tap says why they buy; going on says nothing. */
function why({ why: asked = [], reason }: Sold): Markup {
  if (!asked.length) return nothing;
  return html`<div class="o-slip-why"><p>${reason ? html`${icon("good")}${say("why_written", reason)}` : say("why_buy")}</p>
<div class="o-slip-whys">${asked.map((name) => html`<button type="button" class="o-button o-button-plain" data-act="why" data-reason="${name}"
 aria-pressed="${name === reason}">${name}</button>`)}</div></div>`;
}

/** What is handed over without a line: the qualified receipt follows when the sale was told. */
function slip({ sold, quote }: State): Markup {
  if (!sold || !quote) return nothing;
  return html`<article class="o-slip o-slip-local"><header><h3>${say("for_now")}</h3><p class="o-num">${sold.number}</p></header>
<table><tbody>${quote.lines.map((one) => html`<tr><td>${one.name}${one.tax_rate === 8 ? " ※" : ""} × ${one.quantity}</td>
<td class="o-num">${money(one.amount)}</td></tr>`)}</tbody></table>
<table class="o-slip-sum"><tbody><tr><th>${say("sum")}</th><td class="o-num">${money(quote.total)}</td></tr>
${quote.taxes.map((one) => html`<tr><td>${one.rate} %</td><td class="o-num">${money(one.total)} (${money(one.tax)})</td></tr>`)}</tbody></table></article>`;
}
