// SPDX-License-Identifier: Apache-2.0
// The goods that are kept: found by code or by words, at the price of the moment, also of a switch that was planned.
import type { Product } from "../ports";
import { code, words } from "./fold";
import type { PlannedPrice, PlannedProduct, Snapshot } from "./kept";

const MOST = 20;

export class Catalogue {
  private readonly byCode = new Map<string, PlannedProduct>();
  private readonly said: Snapshot;

  constructor(said: Snapshot) {
    this.said = said;
    for (const row of said.products) {
      const [sku, , , , , , barcodes] = row;
      for (const barcode of barcodes) if (!this.byCode.has(barcode)) this.byCode.set(barcode, row);
      if (!this.byCode.has(sku)) this.byCode.set(sku, row);
    }
  }

  get size(): number {
    return this.said.products.length;
  }

  /** What a code means; some scanners drop the zero in front. */
  scanned(text: string, at: number): PlannedProduct | null {
    const asked = code(text);
    const found = this.byCode.get(asked) ?? (/^\d{12}$/.test(asked) ? this.byCode.get(`0${asked}`) : undefined);
    return found && !isWithdrawn(found, at) ? found : null;
  }

  find(text: string, at: number): Product[] {
    const exact = this.scanned(text, at);
    if (exact) return [shown(exact, at)];
    // Nothing asked for: some goods to press, where the server would show what is sold most.
    const asked = words(text, this.said.unify);
    const found: Product[] = [];
    for (const row of this.said.products) {
      if (found.length === MOST) break;
      if (!isWithdrawn(row, at) && asked.every((word) => row[9].includes(word))) found.push(shown(row, at));
    }
    return found;
  }

  bySku(sku: string): PlannedProduct | null {
    const found = this.byCode.get(sku);
    return found?.[0] === sku ? found : (this.said.products.find((row) => row[0] === sku) ?? null);
  }
}

/** The price of a moment (microseconds). */
export function priceAt(row: PlannedProduct, at: number): PlannedPrice {
  return [...row[10]].reverse().find(([from]) => from <= at) ?? [0, null, true];
}

/** The unit price with tax (総額表示). */
export function withTax([, amount, taxIncluded]: PlannedPrice, taxRate: number): number | null {
  if (amount === null || taxIncluded) return amount;
  return Math.floor((amount * (100 + taxRate)) / 100);
}

export function isWithdrawn(row: PlannedProduct, at: number): boolean {
  return row[8] !== null && row[8] <= at;
}

export function shown(row: PlannedProduct, at: number): Product {
  const [sku, product, name, options, category, brand, barcodes, taxRate, , folded] = row;
  const price = withTax(priceAt(row, at), taxRate);
  return {
    sku, product, name, options, category, brand, barcodes, price, tax_rate: taxRate, tax_included: true, here: null, folded,
  };
}
