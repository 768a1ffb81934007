// SPDX-License-Identifier: Apache-2.0
// Tell the server what was sold, in the order of the numbers. It is told again until it is answered: the id of a sale makes it
// one however often it arrives. One page of this browser tells at a time.
import { changeSale, sales } from "./database";
import type { KeptAllowance, Row, Told } from "./kept";

const BATCH = 20;
const PATIENCE = 30_000;

export class NotTold extends Error {}

export const waits = (row: Row): boolean => row.told_at === null;

/** Tell all that waits; give how many were told. Throws NotTold when the server cannot be asked now. */
export async function tell(allowances: readonly KeptAllowance[]): Promise<number> {
  const work = async (): Promise<number> => {
    let told = 0;
    const passed = new Set<string>();
    for (;;) {
      const rows = (await sales()).filter((row) => waits(row) && !passed.has(row.id)).slice(0, BATCH);
      if (!rows.length) return told;
      const results = await upload(rows, allowances);
      for (const [place, row] of rows.entries()) {
        const result = results[place];
        if (result?.state === "later") throw new NotTold("later");
        // Another shop's sale waits for somebody who may tell it; it must not stop the ones behind it.
        if (!result || result.state === "elsewhere") passed.add(row.id);
        else await changeSale(row.id, (kept) => answered(kept, result));
        told += result && result.state !== "elsewhere" ? 1 : 0;
      }
    }
  };
  if (!navigator.locks) return work();
  return navigator.locks.request("omotenashi-replay", work);
}

function answered(row: Row, told: Told): Row {
  return {
    ...row,
    told_at: new Date().toISOString(),
    refused: told.state === "refused" ? (told.reason ?? "refused") : "",
    answer: told.sold ?? null,
    differences: told.differences ?? [],
  };
}

async function upload(rows: readonly Row[], allowances: readonly KeptAllowance[]): Promise<Told[]> {
  const named = new Set(rows.map((row) => row.sale.allowance));
  const body = {
    sent_at: new Date().toISOString(),
    sales: rows.map((row) => ({ ...row.sale, offline: true })),
    allowances: allowances.filter((one) => named.has(one.id)).map(signed),
  };
  let answer: Response;
  try {
    answer = await fetch("/register/offline/sales/", {
      method: "POST", body: JSON.stringify(body), headers: headers(), signal: AbortSignal.timeout(PATIENCE), redirect: "error",
    });
  } catch (failure) {
    throw new NotTold(String(failure));
  }
  if (!answer.ok) throw new NotTold(String(answer.status));
  return ((await answer.json()) as { results: Told[] }).results;
}

function signed(one: KeptAllowance): Record<string, unknown> {
  const { id, terminal, per_customer, total, valid_until, signature } = one;
  return { id, terminal, per_customer, total, valid_until, signature };
}

export function headers(): Record<string, string> {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  return { "Content-Type": "application/json", "X-CSRFToken": token };
}
