// SPDX-License-Identifier: Apache-2.0
// Not here: where it lies, how far that is, and the three ways it reaches the customer. And one line by hand.
import type { Place } from "./api";
import { html, icon, money, nothing, number, say, type Markup } from "./html";
import type { Contact, Product } from "./ports";
import type { Item } from "./state";

export function elsewhere(product: Product, places: Place[], ships: number): Markup {
  return html`<h2>${product.name}</h2><p class="o-sum-note o-num">${product.sku}${product.price === null ? "" : ` · ${money(product.price)}`}</p>
<div class="o-ways"><button type="button" data-act="way" data-mode="ship" ${ships ? nothing : off}>${icon("box")}
<b>${say("ship")}</b><span>${ships ? say("free_of", number(ships)) : say("nowhere")}</span></button>
<button type="button" data-act="way" data-mode="order_in">${icon("clock")}<b>${say("order_in")}</b><span>${say("order_in_hint")}</span></button></div>
<ul class="o-places">${places.map(
    (one) => html`<li ${one.free ? nothing : none}><div><b>${one.name}</b><span>${one.here ? say("here") : distance(one)}${
      one.phone ? html` · <a href="tel:${one.phone}">${one.phone}</a>` : nothing
    }</span></div><strong class="o-num">${one.mark === "ask" ? say("ask") : say("left", number(one.free))}</strong>
${one.pickup && one.free > 0 && !one.here ? html`<button type="button" class="o-button o-button-plain" data-act="way" data-mode="pickup"
 data-location="${one.code}" data-name="${one.name}">${say("collect")}</button>` : html`<i></i>`}</li>`,
  )}</ul>`;
}

const off = html`disabled`;
const none = html`data-none`;
const distance = (one: Place): string =>
  [one.kilometres === null ? "" : say("km", one.kilometres), one.kind === "dc" ? say("warehouse") : one.open ? say("open") : say("closed")]
    .filter(Boolean).join(" · ");

export function recipient(contact: Contact | null): Markup {
  const field = (name: keyof Contact, kind: string, complete: string): Markup =>
    html`<label><span>${say(name)}</span><input class="o-input" name="${name}" value="${contact?.[name] ?? ""}" inputmode="${kind}"
 autocomplete="${complete}" ${name === "kana" || name === "mail" ? nothing : html`required`} maxlength="200"></label>`;
  return html`<h2>${say("send_to")}</h2><form method="dialog" class="o-fields o-two" data-act="recipient-form">
${field("name", "text", "off")}${field("kana", "text", "off")}${field("phone", "tel", "off")}${field("postal_code", "numeric", "off")}
${field("prefecture", "text", "off")}${field("address", "text", "off")}${field("mail", "email", "off")}
<button class="o-button o-button-primary">${say("send")}</button></form>`;
}

/** One line: how it leaves, its price by hand with a reason, or away with it. */
export function lineSheet(item: Item, mayReprice: boolean): Markup {
  const { line, product } = item;
  const price = line.price ?? product.price ?? 0;
  return html`<h2>${product.name}</h2><p class="o-sum-note o-num">${product.sku}</p>
<div class="o-ways"><button type="button" data-act="elsewhere" data-sku="${product.sku}" data-key="${line.key}">${icon("store")}
<b>${say("elsewhere")}</b><span>${say("elsewhere_hint")}</span></button>
<button type="button" data-act="remove" data-key="${line.key}">${icon("trash")}<b>${say("remove_line")}</b><span></span></button></div>
${mayReprice ? html`<form method="dialog" class="o-fields" data-act="price-form" data-key="${line.key}">
<label><span>${say("price_now")}</span><input class="o-input o-num o-big-input" name="price" inputmode="numeric" value="${price}" autocomplete="off"></label>
<div class="o-quick">${[10, 20, 30, 50].map((off) => html`<button type="button" data-act="percent" data-off="${off}"
 data-price="${product.price ?? 0}">−${off} %</button>`)}</div>
<div class="o-picks">${["stain", "display", "service", "match"].map((why) => html`<label><input type="radio" name="reason"
 value="${say(`why_${why}`)}" required ${line.reason === say(`why_${why}`) ? html`checked` : nothing}><span>${say(`why_${why}`)}</span></label>`)}</div>
<button class="o-button o-button-primary">${say("set_price")}</button>
${line.price !== null ? html`<button type="button" class="o-button o-button-plain" data-act="unprice" data-key="${line.key}">${say("own_price")}</button>` : nothing}
</form>` : html`<p class="o-till-hint">${icon("lock")}${say("no_reprice")}</p>`}`;
}

export function handedOver(url: string, qr: Markup): Markup {
  return html`<h2>${say("hand_over")}</h2><p class="o-sum-note">${say("hand_over_hint")}</p><div class="o-qr">${qr}</div>
<p class="o-qr-link"><a href="${url}">${url}</a></p>`;
}
