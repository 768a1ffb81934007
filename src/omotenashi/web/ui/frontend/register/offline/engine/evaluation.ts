// SPDX-License-Identifier: Apache-2.0
// The engine of loyalty/rules/promotions/evaluation.py, for the time without a line: to the yen what the server says,
// which tests/flows/test_offline_engine.py proves. Goods first, by priority, each campaign from what earlier ones left; then
// shipping, gifts, points.
import { given, paidByPoints, taken } from "./amounts";
import { GOODS, POINTS, grossOf, of, type Amounts, type Basket, type Campaign, type Effects } from "./basket";
import type { Facts, Item, Kind, LineEffect, Reason } from "./basket";
import { failing, inOrder, targets } from "./conditions";
import { compare, sum } from "./money";

type Measure = (campaign: Campaign) => Amounts;

/** What a basket costs and earns. The order of lines and of campaigns says nothing. */
export function evaluate(basket: Basket, campaigns: readonly Campaign[], facts: Facts): Effects {
  if (new Set(basket.items.map((item) => item.key)).size !== basket.items.length) throw new Error("one key per line");
  const reasons = new Map<string, Reason>();
  const running: Campaign[] = [];
  for (const campaign of [...campaigns].sort((a, b) => a.priority - b.priority || compare(a.code, b.code))) {
    const failed = failing(campaign, basket, facts);
    if (failed === null) running.push(campaign);
    else reasons.set(campaign.code, reason(campaign, failed[0], { missing: failed[1] }));
  }
  return new Evaluation(basket, running, reasons).run();
}

/** One run over a basket: what each line still costs, and what each campaign has taken and given so far. */
class Evaluation {
  private readonly basket: Basket;
  private readonly running: readonly Campaign[];
  private readonly reasons: Map<string, Reason>;
  private readonly items: Item[];
  private readonly nets: Amounts;
  private readonly off = new Map<string, Amounts>();
  private readonly points = new Map<string, Amounts>();
  private shipping: number;

  constructor(basket: Basket, running: readonly Campaign[], reasons: Map<string, Reason>) {
    this.basket = basket;
    this.running = running;
    this.reasons = reasons;
    this.items = inOrder(basket.items);
    this.nets = new Map(this.items.map((item) => [item.key, grossOf(item)]));
    this.shipping = basket.shipping;
  }

  run(): Effects {
    for (const [campaign, amounts] of this.chosen(GOODS, (each) => taken(each, this.meant(each), this.nets))) {
      this.off.set(campaign.code, amounts);
      for (const [key, amount] of amounts) this.nets.set(key, of(this.nets, key) - amount);
    }
    for (const [, amounts] of this.chosen(["free_shipping"], (each) => this.freed(each))) this.shipping -= of(amounts, "");
    const gifts = this.gifts();
    const used = Math.max(Math.min(this.basket.points_used, sum(this.nets.values()) + this.shipping), 0);
    const byPoints = paidByPoints(this.items, this.nets, used);
    for (const [campaign, amounts] of this.chosen(POINTS, (each) => given(each, this.meant(each), this.nets, byPoints))) {
      this.points.set(campaign.code, amounts);
    }
    const lines = this.basket.items.map((item) => this.line(item));
    return {
      lines,
      shipping: this.shipping,
      shipping_discount: this.basket.shipping - this.shipping,
      points_used: used,
      points: sum(lines.map((line) => line.points)),
      gifts,
      reasons: [...this.reasons.values()].sort((a, b) => compare(a.campaign, b.campaign)),
    };
  }

  /** The campaigns that count, one by one, with what each does; of a stack group the best of the first. */
  private *chosen(kinds: readonly Kind[], measure: Measure): Generator<[Campaign, Amounts]> {
    let rest = this.running.filter((campaign) => kinds.includes(campaign.kind));
    for (let first = rest[0]; first; first = rest[0]) {
      const head = first;
      const group = rest.filter((c) => c === head || (head.stack_group && c.stack_group === head.stack_group));
      const rivals = group
        .filter((campaign) => campaign.priority === head.priority)
        .map((campaign): [Campaign, Amounts, number] => {
          const amounts = measure(campaign);
          return [campaign, amounts, sum(amounts.values())];
        });
      const [best, amounts, total] = [...rivals].sort((a, b) => b[2] - a[2] || compare(a[0].code, b[0].code))[0] as (typeof rivals)[0];
      const counts = total > 0;
      const done = counts ? group : rivals.map(([campaign]) => campaign);
      if (counts) {
        this.say(best, total);
        yield [best, amounts];
      }
      for (const each of done) {
        if (!this.reasons.has(each.code)) this.reasons.set(each.code, reason(each, counts ? "stacked_out" : "no_effect"));
      }
      rest = rest.filter((campaign) => !done.includes(campaign));
    }
  }

  private say(campaign: Campaign, total: number): void {
    const inPoints = POINTS.includes(campaign.kind);
    this.reasons.set(campaign.code, reason(campaign, "applied", inPoints ? { points: total } : { amount: total }));
  }

  private meant(campaign: Campaign): Item[] {
    return targets(campaign, this.basket.items);
  }

  /** Take off what is left of the shipping; a `value`, a cap or a budget lowers it. */
  private freed(campaign: Campaign): Amounts {
    const caps = [campaign.value || null, campaign.most, campaign.budget_left].filter((cap) => cap !== null);
    return new Map([["", Math.min(this.shipping, ...caps)]]);
  }

  private gifts(): Effects["gifts"] {
    const found: Effects["gifts"] = [];
    for (const [campaign] of this.chosen(["gift"], () => new Map([["", 1]]))) {
      found.push({ sku: campaign.gift_sku, quantity: Math.max(campaign.value, 1), campaign: campaign.code });
      this.reasons.set(campaign.code, reason(campaign, "applied"));
    }
    return found;
  }

  private line(item: Item): LineEffect {
    const coupons = new Set(this.running.filter((campaign) => campaign.by_coupon).map((campaign) => campaign.code));
    const shares = parts(this.off, item.key);
    const earned = parts(this.points, item.key);
    const coupon = sum(shares.map(([code, amount]) => (coupons.has(code) ? amount : 0)));
    const off = sum(shares.map(([, amount]) => amount));
    return {
      key: item.key,
      gross: grossOf(item),
      discount: off - coupon,
      coupon,
      net: grossOf(item) - off,
      points: sum(earned.map(([, amount]) => amount)),
      shares,
      earned,
    };
  }
}

function reason(campaign: Campaign, outcome: string, more: Partial<Reason> = {}): Reason {
  return { campaign: campaign.code, outcome, amount: 0, points: 0, missing: 0, ...more };
}

function parts(amounts: ReadonlyMap<string, Amounts>, key: string): [string, number][] {
  const codes = [...amounts.keys()].sort(compare);
  return codes.map((code): [string, number] => [code, of(amounts.get(code) as Amounts, key)]).filter(([, n]) => n);
}
