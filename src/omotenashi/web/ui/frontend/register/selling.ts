// SPDX-License-Identifier: Apache-2.0
// Ring a sale up: at the house, or as a fact that is told later. One id and one number, whatever happens in between.
import { api, NoAnswer, Refused } from "./api";
import { say } from "./html";
import { store } from "./line";
import type { Sale, Sold } from "./ports";
import { asFact, saleOf, type State } from "./state";

export interface Device {
  shop: string;
  terminal: string;
}

/** Sell what lies on the counter. Throws Refused, and Error with words for what needs the line. */
export async function ring(state: State, device: Device): Promise<Sold> {
  if (!store.isOnline()) return kept(state, device);
  return state.sent ? again(state, device) : online(state, device);
}

async function online(state: State, device: Device, tries = 2): Promise<Sold> {
  state.sequence = await store.nextSequence();
  try {
    return await told(state, device);
  } catch (failure) {
    if (failure instanceof NoAnswer) {
      // It may have been rung up: from now on it is this sale with this number, or none.
      state.sent = true;
      return again(state, device);
    }
    if (failure instanceof Refused && failure.reason === "sequence" && tries > 1) {
      await store.used((await api.last()).last_sequence);
      return online(state, device, tries - 1);
    }
    throw failure;
  }
}

/** Without an answer: asked once more under the same id, else kept as a fact. */
async function again(state: State, device: Device): Promise<Sold> {
  try {
    return await told(state, device);
  } catch (failure) {
    if (!(failure instanceof NoAnswer)) throw failure;
    return kept(state, device);
  }
}

async function told(state: State, device: Device): Promise<Sold> {
  const sold = await api.sell(saleOf(state, device));
  await store.used(state.sequence);
  return sold;
}

async function kept(state: State, device: Device): Promise<Sold> {
  const value = state.tenders.some(({ kind }) => kind === "gift_card" || kind === "store_credit");
  if (value || state.exchange || state.items.some(({ line }) => line.mode !== "carry_out")) throw new Error(say("online_only"));
  if (!state.sent) state.sequence = await store.nextSequence();
  const sale = saleOf(state, device);
  const quote = state.sent && state.quote ? state.quote : await store.quoteLocally(sale);
  const fact = asFact(sale, quote, store.allowanceId());
  await store.queue.put(fact, quote, state.sent);
  return local(fact, quote.total, state);
}

function local(sale: Sale, total: number, state: State): Sold {
  const change = state.tenders.reduce((sum, one) => sum + (one.received === null ? 0 : one.received - one.amount), 0);
  return {
    sale: sale.id, order: "", number: `${sale.terminal}-${String(sale.sequence).padStart(6, "0")}`, document: "", receipt: "",
    total, change, points_spent: sale.points, points_earned: 0, balance: 0, overdraft: 0, found: 0, shortages: 0,
    is_repeat: false, local: true,
  };
}
