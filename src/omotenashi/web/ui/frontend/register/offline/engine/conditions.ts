// SPDX-License-Identifier: Apache-2.0
// Whether a campaign counts for a basket, a person, a place and a moment: loyalty/rules/promotions/conditions.py.
import { grossOf, type Basket, type Campaign, type Facts, type Item } from "./basket";
import { compare, sum } from "./money";

export type Failed = [reason: string, missing: number];

const WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The lines a campaign means, in an order that does not depend on that of the basket. */
export function targets(campaign: Campaign, items: readonly Item[]): Item[] {
  const { excluded } = campaign;
  return inOrder(items.filter((x) => !excluded.includes(x.sku) && !excluded.includes(x.product) && isNamed(campaign, x)));
}

export function inOrder(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => compare(a.sku, b.sku) || a.unit_price - b.unit_price || compare(a.key, b.key));
}

/** The first condition that fails and what is missing for it, or null when all hold. */
export function failing(campaign: Campaign, basket: Basket, facts: Facts): Failed | null {
  return byOffer(campaign, basket, facts) ?? byMember(campaign, facts) ?? byBasket(campaign, basket);
}

function isNamed(campaign: Campaign, item: Item): boolean {
  const { skus, products, categories, modes } = campaign;
  if (modes.length && !modes.includes(item.mode)) return false;
  if (!skus.length && !products.length && !categories.length) return true;
  return skus.includes(item.sku) || products.includes(item.product) || meets(categories, item.categories);
}

function byOffer(campaign: Campaign, basket: Basket, facts: Facts): Failed | null {
  const { begins_at: begins, ends_at: ends, days, channels, locations } = campaign;
  const local = localTime(facts);
  const [first, end] = campaign.hours ?? [0, 24];
  const inHours = first <= end ? first <= local.hour && local.hour < end : local.hour >= first || local.hour < end;
  return firstFailing([
    ["coupon", !campaign.by_coupon || basket.coupons.includes(campaign.code)],
    ["not_begun", begins === null || begins <= facts.at],
    ["over", ends === null || facts.at < ends],
    ["day", !days.length || days.includes(local.weekday)],
    ["hour", inHours],
    ["channel", !channels.length || channels.includes(facts.channel)],
    ["location", !locations.length || (facts.location !== null && locations.includes(facts.location))],
    ["budget", campaign.budget_left === null || campaign.budget_left > 0],
    ["exhausted", campaign.count_left === null || campaign.count_left > 0],
  ]);
}

function byMember(campaign: Campaign, facts: Facts): Failed | null {
  const { ranks, segments } = campaign;
  const asks = campaign.members_only || ranks.length || segments.length || campaign.first_order || campaign.birthday;
  if (!asks) return null;
  const { member } = facts;
  if (member === null) return ["member", 0];
  return firstFailing([
    ["rank", !ranks.length || ranks.includes(member.rank)],
    ["segment", !segments.length || meets(segments, member.segments)],
    ["first_order", !campaign.first_order || member.first_order],
    ["birthday", !campaign.birthday || member.birth_month === localTime(facts).month],
  ]);
}

function byBasket(campaign: Campaign, basket: Basket): Failed | null {
  const meant = targets(campaign, basket.items);
  if (!meant.length) return ["nothing_meant", 0];
  const spend = sum(meant.map(grossOf));
  const quantity = sum(meant.map((item) => item.quantity));
  if (spend < campaign.min_spend) return ["min_spend", campaign.min_spend - spend];
  if (quantity < campaign.min_quantity) return ["min_quantity", campaign.min_quantity - quantity];
  return null;
}

function firstFailing(checks: readonly [string, boolean][]): Failed | null {
  const failed = checks.find(([, holds]) => !holds);
  return failed ? [failed[0], 0] : null;
}

function meets(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}

function localTime(facts: Facts): { hour: number; weekday: number; month: number } {
  const said = new Map(clock(facts.zone).formatToParts(Math.floor(facts.at / 1000)).map((part) => [part.type, part.value]));
  return {
    hour: Number(said.get("hour")),
    weekday: WEEK.indexOf(said.get("weekday") ?? ""),
    month: Number(said.get("month")),
  };
}

function clock(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", hour: "2-digit", weekday: "short", month: "numeric",
  });
  clocks.set(zone, made);
  return made;
}
