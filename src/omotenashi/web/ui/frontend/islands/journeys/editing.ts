// SPDX-License-Identifier: Apache-2.0
// What is done to a drawing on the canvas, where places by hand have to be minded as well.
import { below, insert, leads, places, remove, unnote, type Joint, type Kinds } from "./drawing";
import { APART } from "./layout";
import type { Drawing, Place } from "./told";

const ROOM = 98 + APART;

// Put a step in; where cards stand by hand, what follows makes room for it.
export function put(drawing: Drawing, kind: string, joint: Joint | null, kinds: Kinds, stand: Record<string, Place>, wanted?: Place): [Drawing, string] {
  const isByHand = Object.keys(drawing.view.at ?? {}).length > 0;
  if (!joint) return insert(places(drawing, stand), null, kind, kinds, wanted ?? [0, 0]);
  if (!isByHand) return insert(drawing, joint, kind, kinds);
  const follows = leads(drawing, joint.from, joint.branch);
  const [grown, name] = insert(drawing, joint, kind, kinds, wanted ?? (follows ? stand[follows] : undefined));
  if (!follows || wanted) return [grown, name];
  const moved = [...below(drawing, follows, kinds)].flatMap((one): [string, Place][] => {
    const at = stand[one];
    return at ? [[one, [at[0], at[1] + ROOM]]] : [];
  });
  return [places(grown, Object.fromEntries(moved)), name];
}

export function moved(drawing: Drawing, at: Record<string, Place>, everything: Record<string, Place>): Drawing {
  const notes = (drawing.view.notes ?? []).map((one) => (at[one.id] ? { ...one, at: at[one.id]! } : one));
  const cards = Object.fromEntries(Object.entries(everything).filter(([id]) => !notes.some((one) => one.id === id)));
  const isCard = Object.keys(at).some((id) => cards[id]);
  const now = { ...drawing, view: { ...drawing.view, notes } };
  return isCard ? places(now, { ...cards, ...at }) : now;
}

export function taken(drawing: Drawing, ids: string[], kinds: Kinds): Drawing {
  const notes = ids.filter((id) => (drawing.view.notes ?? []).some((one) => one.id === id));
  const fewer = notes.length ? unnote(drawing, notes) : drawing;
  return remove(fewer, ids, kinds);
}

export function entered(drawing: Drawing, name: string, value: unknown): Drawing {
  if (name === "again_days") return { ...drawing, again_days: value === null || value === "" ? null : Number(value) };
  const entry = { ...drawing.entry, [name]: value };
  // An hour of the day is no moment; and what was asked of one event is not asked of another.
  if (name === "kind") delete entry["at"];
  if (name === "event") for (const key of ["where", "key"]) delete entry[key];
  // Who goes by turns means the same people every time, until something else is said.
  if (name === "every") return { ...drawing, entry, again_days: value ? (drawing.again_days ?? 0) : null };
  return { ...drawing, entry };
}

export function settled(drawing: Drawing, name: string, value: unknown): Drawing {
  if (name === "exits") return { ...drawing, exits: value as string[] };
  if (name === "farewell") return { ...drawing, farewell: { template: String(value ?? "") } };
  if (name === "control") return { ...drawing, control: Number(value) };
  if (name === "goal") return { ...drawing, goal: value ? { days: 14, ...drawing.goal, event: value } : {} };
  return { ...drawing, goal: { ...drawing.goal, [name.replace("goal_", "")]: value } };
}
