// SPDX-License-Identifier: Apache-2.0
// Whole numbers as base/money.py has them: floors, the largest remainder, the tax inside a total. Exact at any size.

/** Give floor(a × b ÷ divisor) and what is left of it, as Python's // and % do; beyond 2^53 with big integers. */
export function divided(a: number, b: number, divisor: number): [number, number] {
  const product = a * b;
  if (Number.isSafeInteger(product)) {
    const rest = ((product % divisor) + divisor) % divisor;
    return [(product - rest) / divisor, rest];
  }
  const whole = BigInt(a) * BigInt(b);
  const by = BigInt(divisor);
  const rest = ((whole % by) + by) % by;
  return [Number((whole - rest) / by), Number(rest)];
}

/** Split a total by weights with the largest remainder; ties go to the earlier place. The sum is exact. */
export function share(total: number, weights: readonly number[]): number[] {
  const whole = sum(weights);
  if (!whole) return weights.map(() => 0);
  const parts: number[] = [];
  const rests: number[] = [];
  for (const weight of weights) {
    const [part, rest] = divided(total, weight, whole);
    parts.push(part);
    rests.push(rest);
  }
  const order = weights.map((_, place) => place).sort((a, b) => (rests[b] as number) - (rests[a] as number) || a - b);
  for (const place of order.slice(0, total - sum(parts))) parts[place] = (parts[place] as number) + 1;
  return parts;
}

/** The tax inside a tax-included total, rounded down; the sign is kept. */
export function taxContained(total: number, rate: number): number {
  const [tax] = divided(Math.abs(total), rate, 100 + rate);
  return total >= 0 ? tax : 0 - tax;
}

export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const one of numbers) total += one;
  return total;
}

/** Compare texts by code points, as Python does; JavaScript's own order is that of UTF-16. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  const [one, other] = [Array.from(a), Array.from(b)];
  for (let place = 0; place < Math.min(one.length, other.length); place++) {
    const difference = ((one[place] as string).codePointAt(0) as number) - ((other[place] as string).codePointAt(0) as number);
    if (difference) return difference;
  }
  return one.length - other.length;
}
