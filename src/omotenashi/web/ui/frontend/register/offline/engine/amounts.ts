// SPDX-License-Identifier: Apache-2.0
// How much one campaign takes off which line, and how many points it gives for it:
// loyalty/rules/promotions/{discounts,earning}.py. Shares add up to the yen.
import { of, type Amounts, type Campaign, type Item } from "./basket";
import { compare, divided, share, sum, taxContained } from "./money";

/** What a campaign takes off each line. `items` are the lines it means, `nets` what each still costs. */
export function taken(campaign: Campaign, items: readonly Item[], nets: Amounts): Amounts {
  const meant = items.filter((item) => item.discountable && of(nets, item.key) > 0);
  const whole = nominal(campaign, meant, nets);
  const total = sum(whole.values());
  const caps = [campaign.most, campaign.budget_left].filter((cap) => cap !== null);
  const limit = caps.length ? Math.min(...caps) : total;
  return limit >= total ? whole : shared(Math.max(limit, 0), whole);
}

/** Spread the points that are used over the lines; what exceeds the goods pays for shipping. */
export function paidByPoints(items: readonly Item[], nets: Amounts, used: number): Amounts {
  const weights = new Map(items.map((item) => [item.key, of(nets, item.key)]));
  return shared(Math.min(used, sum(weights.values())), weights);
}

/** The points one campaign gives for each line it means. */
export function given(campaign: Campaign, items: readonly Item[], nets: Amounts, byPoints: Amounts): Amounts {
  const earning = items.filter((item) => item.earns);
  const bases = new Map(
    earning.map((item) => [item.key, basis(campaign, item, of(nets, item.key), of(byPoints, item.key))]),
  );
  const value = Math.max(campaign.value, 0);
  const total = campaign.kind === "points_rate" ? divided(sum(bases.values()), value, 10_000)[0] : value;
  const caps = [campaign.most, campaign.budget_left].filter((cap) => cap !== null);
  return shared(Math.min(total, ...caps), bases);
}

function nominal(campaign: Campaign, meant: readonly Item[], nets: Amounts): Amounts {
  const weights = new Map(meant.map((item) => [item.key, of(nets, item.key)]));
  const base = sum(weights.values());
  const value = Math.max(campaign.value, 0);
  if (campaign.kind === "percent") return shared(divided(base, Math.min(value, 100), 100)[0], weights);
  if (campaign.kind === "amount") return shared(Math.min(value, base), weights);
  if (campaign.kind === "price") {
    return new Map(meant.map((item) => [item.key, Math.max(of(nets, item.key) - value * item.quantity, 0)]));
  }
  return bundle(campaign, meant, nets);
}

/** Of every `buy` + `get` pieces, `get` cost `value` percent less: the cheapest of all that are bought. */
function bundle(campaign: Campaign, meant: readonly Item[], nets: Amounts): Amounts {
  const size = campaign.buy + campaign.get;
  let free = size > 0 ? divided(sum(meant.map((item) => item.quantity)), 1, size)[0] * campaign.get : 0;
  const off: Amounts = new Map(meant.map((item) => [item.key, 0]));
  const percent = Math.min(campaign.value || 100, 100);
  const each = (item: Item): number => divided(of(nets, item.key), 1, item.quantity)[0];
  for (const item of [...meant].sort((a, b) => each(a) - each(b) || compare(a.sku, b.sku) || compare(a.key, b.key))) {
    const pieces = Math.min(free, item.quantity);
    off.set(item.key, divided(of(nets, item.key), pieces * percent, item.quantity * 100)[0]);
    free -= pieces;
  }
  return off;
}

function basis(campaign: Campaign, item: Item, net: number, byPoints: number): number {
  const base = campaign.on_points ? net : net - byPoints;
  return campaign.without_tax ? base - taxContained(base, item.tax_rate) : base;
}

function shared(total: number, weights: Amounts): Amounts {
  const parts = share(total, [...weights.values()]);
  return new Map([...weights.keys()].map((key, place) => [key, parts[place] as number]));
}
