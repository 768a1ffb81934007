// SPDX-License-Identifier: Apache-2.0
// Who stands there: rank, points, the next word with its reason, the last purchases, wishes, notes.
import { html, icon, money, nothing, number, say, type Markup } from "./html";
import type { Member } from "./ports";

// A day of another year says so: 11/23 would be taken for tomorrow.
const day = (on: string): string => on.replaceAll("-", "/").replace(`${new Date().getFullYear()}/`, "");

export function memberCard(member: Member | null): Markup {
  if (!member) {
    return html`<div class="o-who o-who-none">${icon("person")}<p>${say("scan_member")}</p></div>`;
  }
  return html`<section class="o-who" aria-label="${say("member")}">
<header><div><h2>${member.name || say("nameless")}</h2><p>${member.kana}</p></div>
${member.rank ? html`<span class="o-rank">${member.rank}</span>` : nothing}
<button type="button" class="o-drop" data-act="leave" aria-label="${say("remove")}">${icon("close")}</button></header>
${member.is_live === false && !member.minimal ? html`<p class="o-who-check">${icon("info")}${say("check_member")}</p>` : nothing}
<div class="o-who-figures"><div><dt>${say("points")}</dt><dd class="o-num">${number(member.points)}</dd>
${member.expiring ? html`<em data-soon="${String(member.expiring.soon)}">${say("expire", number(member.expiring.amount), day(member.expiring.on))}</em>` : nothing}</div>
${member.credit ? html`<div><dt>${say("store_credit")}</dt><dd class="o-num">${money(member.credit)}</dd></div>` : nothing}
${member.ltv === null ? nothing : html`<div><dt>LTV</dt><dd class="o-num">${money(member.ltv)}</dd></div>`}</div>
${member.care === undefined ? nothing : heed(member.care)}
${member.word ? html`<blockquote class="o-word"><p>${member.word.text}</p><footer>${member.word.why}</footer>${member.word.id ? html`<div class="o-word-acts"><button type="button" data-act="spoken" data-said="told" data-id="${member.word.id}">${say("told")}</button>
<button type="button" data-act="spoken" data-said="later" data-id="${member.word.id}">${say("not_now")}</button></div>` : nothing}</blockquote>` : nothing}
${member.seen?.length ? html`<details class="o-seen"><summary>${say("why_shown")}</summary><dl>${member.seen.map(
    (one) => html`<div><dt>${one.where}</dt><dd><b>${one.text}</b><span>${one.why}</span></dd></div>`,
  )}</dl></details>` : nothing}
${member.minimal ? html`<p class="o-who-least">${icon("lock")}${say("minimal")}</p>` : history(member)}
<ul class="o-marks">${member.consents.map(
    (one) => html`<li data-state="${one.allowed === null ? "none" : one.allowed ? "yes" : "no"}">${icon(
      one.allowed ? "check" : one.allowed === false ? "close" : "flat",
    )}${one.name}</li>`,
  )}</ul></section>`;
}

function history(member: Member): Markup {
  return html`${member.purchases.length ? html`<h3>${say("last")}</h3><ul class="o-past">${member.purchases.map(
    (one) => html`<li><span class="o-num">${day(one.on)}</span><b>${one.what || "—"}</b>
<em>${one.shop || one.channel}</em><strong class="o-num">${money(one.amount)}</strong></li>`,
  )}</ul>` : nothing}
${member.wishes.length ? html`<h3>${say("wishes")}</h3><ul class="o-wishes">${member.wishes.map(
    (one) => html`<li><button type="button" data-act="wish" data-sku="${one.sku}">${one.name}
<em ${one.here > 0 ? here : nothing}>${one.here > 0 ? say("left", one.here) : say("not_here")}</em></button></li>`,
  )}</ul>` : nothing}
<h3>${say("notes")}<button type="button" class="o-add" data-act="note">${icon("plus")}${say("write")}</button></h3>
<ul class="o-memos">${member.notes.map((one) => html`<li><p>${one.text}</p><em>${one.at.replaceAll("-", "/")} · ${one.by}</em></li>`)}</ul>`;
}

const here = html`data-here`;

const heed = (care: string): Markup =>
  html`<p class="o-heed"><span>${care || say("heed")}</span><button type="button" class="o-add" data-act="care" aria-label="${say("note_care")}">${icon("plus")}</button></p>`;

/** Several who share a number: the clerk asks which. */
export function several(members: { id: string; name: string; kana: string }[]): Markup {
  return html`<h2>${say("which_member")}</h2><div class="o-choices">${members.map(
    (one) => html`<button type="button" data-act="choose-member" data-id="${one.id}"><b>${one.name}</b><span>${one.kana}</span></button>`,
  )}</div>`;
}
