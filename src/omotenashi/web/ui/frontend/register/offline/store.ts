// SPDX-License-Identifier: Apache-2.0
// The store behind the till (`OfflineStore` of ports.ts): keeps what is needed without a line, keeps what was sold until
// the server has it, and says whether there is a line.
import type { OfflineStore, Product, Sale, Waiting } from "../ports";
import * as allowance from "./allowance";
import { Catalogue, shown } from "./catalogue";
import { forgetTold, keep, lastSequence, putSale, raiseSequence, sales, thing } from "./database";
import type { KeptSnapshot, Row, Snapshot } from "./kept";
import { beat, lineState, listen, type Beat, type State } from "./line";
import { Members } from "./members";
import { asAsked, quoted } from "./quote";
import { NotTold, tell, waits } from "./replay";
import { watchWorker } from "./worker";

const SNAPSHOT = "snapshot";
const FRESH = 5 * 60_000;
const REMEMBER = 7 * 24 * 3600_000;
const LONGEST = 60_000;

const events = new EventTarget();
const device = { shop: "", terminal: "" };
let kept: { snapshot: KeptSnapshot; catalogue: Catalogue; members: Members } | null = null;
let permission: string | null = null;
let started: Promise<void> | undefined;
let raised: Promise<void> = Promise.resolve();
let wait = 1_000;
let retry: ReturnType<typeof setTimeout> | undefined;
let refreshed = 0;

const say = (name: "line" | "queue" | "snapshot"): boolean => events.dispatchEvent(new Event(name));
const micros = (): number => Date.now() * 1000;

export const store: OfflineStore = {
  events,
  start: (said) => (started ??= start(said)),
  isOnline: () => lineState() === "there",
  localCatalogue: {
    find: async (text) => kept?.catalogue.find(text, micros()) ?? [],
    scanned: async (code) => product(code),
  },
  findMember: async (code) => (await kept?.members.find(code)) ?? null,
  quoteLocally: async (sale) => {
    if (!kept) throw new Error("nothing is kept yet");
    const pointsLeft = sale.member ? await pointsAllowed(sale.member) : 0;
    const member = sale.member ? kept.members.known(sale.member) : null;
    return quoted(sale, { said: kept.snapshot.said, catalogue: kept.catalogue, member, pointsLeft, at: micros() });
  },
  queue: { put, waiting, replay },
  nextSequence: async () => {
    await raised;
    return (await lastSequence(device.terminal)) + 1;
  },
  used: (sequence) => raiseSequence(device.terminal, sequence),
  pointsAllowed,
  allowanceId: () => permission,
};

/** All sales that lie here, for the list of them. */
export async function rows(): Promise<Row[]> {
  return sales();
}

export function keptNow(): KeptSnapshot | null {
  return kept?.snapshot ?? null;
}

export function line(): State {
  return lineState();
}

async function start(said: { shop: string; terminal: string; last_sequence: number }): Promise<void> {
  Object.assign(device, { shop: said.shop, terminal: said.terminal });
  await raiseSequence(device.terminal, said.last_sequence);
  const known = await thing<KeptSnapshot>(SNAPSHOT);
  if (known?.said.terminal === device.terminal) take(known);
  await remember();
  say("snapshot");
  void watchWorker();
  await listen(heard);
  await raised;
}

/** The line went or came, or is still there: a good moment to tell, to look for news, and to ask for a permission. */
function heard(before: State, said: Beat | null): void {
  if (before !== lineState()) say("line");
  if (lineState() !== "there") return;
  if (said) raised = raiseSequence(device.terminal, said.last_sequence);
  void replay().then(refresh);
}

async function refresh(): Promise<void> {
  if (Date.now() - refreshed < FRESH) return;
  refreshed = Date.now();
  try {
    const asked = new Date().toISOString();
    const answer = await fetch("/register/offline/snapshot/", {
      cache: "no-store", redirect: "error", headers: kept ? { "If-None-Match": kept.snapshot.version } : {},
    });
    if (answer.status === 304 && kept) take({ ...kept.snapshot, made_at: asked });
    else if (answer.ok) {
      const version = (answer.headers.get("ETag") ?? "").replace(/^W\//, "").replaceAll('"', "");
      take({ version, made_at: asked, said: (await answer.json()) as Snapshot });
    } else throw new Error(String(answer.status));
    if (kept) await keep(SNAPSHOT, kept.snapshot);
    await allowance.renew(device.terminal, Date.now());
    await remember();
    await forgetTold(new Date(Date.now() - REMEMBER).toISOString());
    say("snapshot");
  } catch {
    refreshed = 0;
  }
}

function take(snapshot: KeptSnapshot): void {
  const same = kept?.snapshot.version === snapshot.version ? kept : null;
  kept = same
    ? { ...same, snapshot }
    : { snapshot, catalogue: new Catalogue(snapshot.said), members: new Members(snapshot.said) };
}

async function remember(): Promise<void> {
  permission = (await allowance.present(device.terminal, Date.now()))?.id ?? null;
}

function product(code: string): Product | null {
  const found = kept?.catalogue.scanned(code, micros());
  return found ? shown(found, micros()) : null;
}

async function put(sale: Sale, quote: Waiting["quote"], maybe: boolean): Promise<void> {
  const taken = sale.tenders.reduce((sum, { amount }) => sum + amount, 0);
  // A price that switched, or points that are not permitted any more, between asking and taking.
  if (!maybe && taken !== quote.to_pay) throw new Error(kept?.snapshot.said.words["changed"] ?? "sum");
  const told = asAsked({ ...sale, offline: true, shop: device.shop, terminal: device.terminal }, quote);
  const row = await putSale({
    id: sale.id, terminal: device.terminal, sequence: sale.sequence, sale: told, quote, put_at: new Date().toISOString(),
    maybe, told_at: null, refused: "", answer: null, differences: [],
  });
  sale.sequence = row.sequence;
  say("queue");
  void beat();
}

async function waiting(): Promise<Waiting[]> {
  return (await sales()).filter(waits).map(({ sale, quote, put_at, maybe, refused }) => ({ sale, quote, put_at, maybe, refused }));
}

async function replay(): Promise<void> {
  clearTimeout(retry);
  try {
    const told = await tell(await allowance.allowances());
    wait = 1_000;
    if (told) {
      // Points and stock have moved, and the permission has served.
      refreshed = 0;
      say("queue");
      await refresh();
    }
  } catch (failure) {
    if (!(failure instanceof NotTold)) throw failure;
    say("queue");
    retry = setTimeout(() => void replay(), wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LONGEST);
  }
}

async function pointsAllowed(member: string): Promise<number> {
  const has = await allowance.present(device.terminal, Date.now());
  const known = kept?.members.known(member);
  if (!has || !known || !kept) return 0;
  return allowance.left(known, kept.snapshot.made_at, has, await sales());
}
