// SPDX-License-Identifier: Apache-2.0
// What a sale costs without a line: checkout/queries/pricing.py over what is kept. Pure; tests/flows/test_offline_quote.py
// compares it with the server's. Coupons are refused (only the server knows which are good), and so is what would be sent.
import type { Quote, QuoteLine, Sale, SaleLine } from "../ports";
import { isWithdrawn, priceAt, withTax, type Catalogue } from "./catalogue";
import type { Effects, Item } from "./engine/basket";
import { evaluate } from "./engine/evaluation";
import { divided, share, sum, taxContained } from "./engine/money";
import type { KeptMember, Snapshot } from "./kept";

export interface Asked {
  said: Snapshot;
  catalogue: Catalogue;
  member: KeptMember | null;
  pointsLeft: number;
  at: number; // microseconds
}

interface Known {
  line: SaleLine;
  name: string;
  regular: number | null;
  item: Item;
  problem: string;
}

export function quoted(sale: Sale, asked: Asked): Quote {
  const { said, member } = asked;
  const known = sale.lines.map((line) => knownLine(line, asked));
  const effects = evaluate(
    {
      items: known.map(({ item }) => item), shipping: 0, coupons: [],
      points_used: Math.max(0, Math.min(sale.points, asked.pointsLeft)),
    },
    said.campaigns,
    {
      // Who is kept here has bought here.
      member: member && { rank: member.rank, first_order: false, segments: [], birth_month: null },
      at: asked.at, channel: said.channel, location: said.shop, zone: said.zone,
    },
  );
  return answer(sale, known, effects, asked);
}

function answer(sale: Sale, known: readonly Known[], effects: Effects, { said, pointsLeft }: Asked): Quote {
  const shares = share(effects.points_used, effects.lines.map((line) => line.net));
  const lines = known.map((one, place) => quoteLine(one, effects.lines[place] as Effects["lines"][0], shares[place] ?? 0));
  const goods = sum(lines.map((line) => line.amount));
  const names = new Map(said.campaigns.map((campaign) => [campaign.code, campaign.name]));
  const name = (campaign: string): string => names.get(campaign) ?? campaign;
  const message = (reason: string): string => said.words[`problem_${reason}`] ?? reason;
  return {
    lines, goods, shipping: 0, total: goods, points: effects.points_used, points_left: pointsLeft,
    to_pay: goods - effects.points_used, earned: effects.points, taxes: taxes(lines),
    campaigns: effects.reasons
      .filter(({ outcome, amount }) => outcome === "applied" && amount)
      .map(({ campaign, amount }) => ({ name: name(campaign), amount })),
    coupons: [],
    refused: sale.coupons.map((code) => ({ code, reason: "no_line", message: said.words["coupon"] ?? "" })),
    problems: lines
      .filter((line) => line.problem)
      .map(({ key, problem }) => ({ key, reason: problem, message: message(problem) })),
    near: effects.reasons
      .filter(({ outcome }) => outcome === "min_spend")
      .map(({ campaign, missing }) => ({ name: name(campaign), missing })),
    local: true,
  };
}

function knownLine(line: SaleLine, { catalogue, at }: Asked): Known {
  const row = catalogue.bySku(line.sku);
  const taxRate = row?.[7] ?? 10;
  const regular = row ? withTax(priceAt(row, at), taxRate) : null;
  const category = row?.[4] ?? "";
  const item: Item = {
    key: line.key, sku: line.sku, quantity: line.quantity, unit_price: line.price ?? regular ?? 0, product: row?.[1] ?? "",
    categories: category ? [category] : [], tax_rate: taxRate, mode: line.mode, discountable: true, earns: true,
  };
  return { line, name: row?.[2] ?? line.sku, regular, item, problem: problemOf(line, row, regular, at) };
}

function problemOf(line: SaleLine, row: ReturnType<Catalogue["bySku"]>, regular: number | null, at: number): string {
  if (!row) return "unknown";
  if (isWithdrawn(row, at)) return "withdrawn";
  if (line.price === null && regular === null) return "no_price";
  return line.mode === "carry_out" ? "" : "mode";
}

function quoteLine({ line, name, regular, item, problem }: Known, effect: Effects["lines"][0], points: number): QuoteLine {
  return {
    key: line.key, sku: line.sku, name, quantity: line.quantity, mode: line.mode, location: line.location,
    unit_price: line.price === null && regular === null ? null : item.unit_price, regular, gross: effect.gross,
    discount: effect.discount, coupon: effect.coupon, amount: effect.net, points, earned: effect.points,
    tax_rate: item.tax_rate, problem,
  };
}

function taxes(lines: readonly QuoteLine[]): Quote["taxes"] {
  const totals = new Map<number, number>();
  for (const { tax_rate: rate, amount } of lines) totals.set(rate, (totals.get(rate) ?? 0) + amount);
  return [...totals]
    .filter(([, total]) => total)
    .sort(([a], [b]) => b - a)
    .map(([rate, total]) => ({ rate, total, tax: taxContained(total, rate) }));
}

/** The sale as a fact: each line says the unit price, the discount and the coupon that were asked. */
export function asAsked(sale: Sale, quote: Quote): Sale {
  const lines = sale.lines.map((line) => {
    const found = quote.lines.find(({ key }) => key === line.key);
    if (!found) return line;
    const price = line.price ?? found.unit_price ?? divided(found.gross, 1, found.quantity)[0];
    return { ...line, price, discount: found.discount, coupon: found.coupon };
  });
  return { ...sale, lines, points: quote.points, allowance: quote.points ? sale.allowance : null, shipping: quote.shipping };
}
