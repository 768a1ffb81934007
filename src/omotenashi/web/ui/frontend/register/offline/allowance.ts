// SPDX-License-Identifier: Apache-2.0
// How many points may be given without a line: what the retailer signed for this till, less what it has given since.
// Permissions that sales still name are kept beside the present one, because they are told with them.
import { keep, sales, thing } from "./database";
import type { KeptAllowance, KeptMember, Row } from "./kept";
import { headers, waits } from "./replay";

const KEY = "allowances";
// Half of a day before its end, and at once when something was given.
const EARLY = 12 * 3600_000;

export async function allowances(): Promise<KeptAllowance[]> {
  return (await thing<KeptAllowance[]>(KEY)) ?? [];
}

export async function present(terminal: string, now: number): Promise<KeptAllowance | null> {
  const last = (await allowances()).at(-1);
  return last && last.terminal === terminal && Date.parse(last.valid_until) > now ? last : null;
}

/** Points this member may spend now: what was there when the snapshot was made, what is permitted, less what was given. */
export function left(member: KeptMember, snapshotAt: string, allowance: KeptAllowance, rows: readonly Row[]): number {
  const mine = rows.filter(({ sale }) => sale.member === member.id);
  // What was told before the snapshot was made is in its points already.
  const unknown = given(mine.filter((row) => row.told_at === null || row.told_at > snapshotAt));
  const named = (list: readonly Row[]): number => given(list.filter(({ sale }) => sale.allowance === allowance.id));
  return Math.max(
    0, Math.min(member.points - unknown, allowance.per_customer - named(mine), allowance.total - named(rows)),
  );
}

/** Ask for a new permission when the present one has served or ends soon; only when everything has been told. */
export async function renew(terminal: string, now: number): Promise<boolean> {
  const rows = await sales();
  if (rows.some(waits)) return false;
  const known = await allowances();
  const last = known.at(-1);
  const has = await present(terminal, now);
  const served = has !== null && rows.some(({ sale }) => sale.allowance === has.id);
  if (has && !served && Date.parse(has.valid_until) - now > EARLY) return false;
  const body = JSON.stringify({ previous: last?.terminal === terminal ? last.id : null });
  const answer = await fetch("/register/offline/allowance/", { method: "POST", body, headers: headers(), redirect: "error" });
  if (!answer.ok) return false;
  const { allowance } = (await answer.json()) as { allowance: KeptAllowance | null };
  const issued = new Date(now).toISOString();
  await keep(KEY, allowance ? [...known.slice(-9), { ...allowance, issued_at: issued }] : []);
  return true;
}

function given(rows: readonly Row[]): number {
  return rows.reduce((points, { sale }) => points + sale.points, 0);
}
