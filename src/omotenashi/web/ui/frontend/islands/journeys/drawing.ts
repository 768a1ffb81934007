// SPDX-License-Identifier: Apache-2.0
// A drawing as a value: each act gives a new one and leaves the old as it was, so that undo is to look back.
import { ENTRY, type Case, type Drawing, type Kind, type Note, type Place, type Step } from "./told";

export type Kinds = Record<string, Kind>;

export interface Joint {
  from: string;
  branch: string;
}

export function leads(drawing: Drawing, from: string, branch: string): string {
  if (from === ENTRY) return drawing.steps[drawing.first] ? drawing.first : "";
  const to = String(drawing.steps[from]?.[branch] ?? "");
  return drawing.steps[to] ? to : "";
}

export function branchesOf(drawing: Drawing, from: string, kinds: Kinds): [key: string, label: string][] {
  if (from === ENTRY) return [["first", ""]];
  const step = drawing.steps[from];
  return step ? waysOf(step, kinds) : [];
}

function waysOf(step: Step, kinds: Kinds): [key: string, label: string][] {
  const kind = kinds[step.kind];
  const fixed = (kind?.branches ?? []).filter(([key]) => {
    const asked = kind?.only[key];
    return !asked || step[asked[0]] === asked[1];
  });
  return kind?.is_cased ? [...casesOf(step).map((one, index): [string, string] => [one.key, letter(index)]), ...fixed] : fixed;
}

export function casesOf(step: Step): Case[] {
  return Array.isArray(step["cases"]) ? (step["cases"] as Case[]) : [];
}

export function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

export function lead(drawing: Drawing, { from, branch }: Joint, to: string): Drawing {
  if (from === ENTRY) return { ...drawing, first: to };
  const step = drawing.steps[from];
  return step ? { ...drawing, steps: { ...drawing.steps, [from]: { ...step, [branch]: to } } } : drawing;
}

// A step is put in on a way; what came there follows on its first branch.
export function insert(drawing: Drawing, joint: Joint | null, kind: string, kinds: Kinds, place?: Place): [Drawing, string] {
  const name = fresh(drawing);
  const made: Step = { kind, ...structuredClone(kinds[kind]?.defaults ?? {}) };
  const first = waysOf(made, kinds)[0]?.[0];
  if (first && joint) made[first] = leads(drawing, joint.from, joint.branch);
  const view = place ? { ...drawing.view, at: { ...drawing.view.at, [name]: place } } : drawing.view;
  const grown = { ...drawing, view, steps: { ...drawing.steps, [name]: made } };
  return [joint ? lead(grown, joint, name) : grown, name];
}

// Steps are taken out; who led to one leads to what followed it. What loses its way stays on the canvas.
export function remove(drawing: Drawing, names: string[], kinds: Kinds): Drawing {
  return names.filter((name) => drawing.steps[name]).reduce((now, name) => without(now, name, kinds), drawing);
}

function without(drawing: Drawing, name: string, kinds: Kinds): Drawing {
  const follows = branchesOf(drawing, name, kinds).map(([key]) => leads(drawing, name, key)).find((to) => to && to !== name) ?? "";
  const { [name]: _gone, ...rest } = drawing.steps;
  const steps = Object.fromEntries(
    Object.entries(rest).map(([key, step]) => {
      const led = waysOf(step, kinds).filter(([branch]) => step[branch] === name).map(([branch]) => [branch, follows]);
      return [key, led.length ? { ...step, ...Object.fromEntries(led) } : step];
    }),
  );
  const { [name]: _place, ...at } = drawing.view.at ?? {};
  return { ...drawing, steps, first: drawing.first === name ? follows : drawing.first, view: { ...drawing.view, at } };
}

export function change(drawing: Drawing, name: string, values: Record<string, unknown>): Drawing {
  const step = drawing.steps[name];
  return step ? { ...drawing, steps: { ...drawing.steps, [name]: { ...step, ...values } } } : drawing;
}

// A copy stands beside its original without a way, until it is joined.
export function double(drawing: Drawing, name: string, kinds: Kinds, place: Place): [Drawing, string] {
  const step = drawing.steps[name];
  if (!step) return [drawing, name];
  const [grown, made] = insert(drawing, null, step.kind, kinds, place);
  const { kind: _kind, ...values } = step;
  const open = Object.fromEntries(waysOf(step, kinds).map(([branch]) => [branch, ""]));
  return [change(grown, made, { ...structuredClone(values), ...open }), made];
}

export function places(drawing: Drawing, at: Record<string, Place>): Drawing {
  return { ...drawing, view: { ...drawing.view, at: { ...drawing.view.at, ...at } } };
}

export function tidy(drawing: Drawing): Drawing {
  return { ...drawing, view: { ...drawing.view, at: {} } };
}

export function note(drawing: Drawing, said: Note): Drawing {
  const notes = (drawing.view.notes ?? []).filter((one) => one.id !== said.id);
  return { ...drawing, view: { ...drawing.view, notes: [...notes, said] } };
}

export function unnote(drawing: Drawing, ids: string[]): Drawing {
  return { ...drawing, view: { ...drawing.view, notes: (drawing.view.notes ?? []).filter((one) => !ids.includes(one.id)) } };
}

export function fresh(drawing: Drawing): string {
  const name = `s${[...crypto.getRandomValues(new Uint8Array(3))].map((one) => one.toString(16).padStart(2, "0")).join("")}`;
  return drawing.steps[name] ? fresh(drawing) : name;
}

// Everything that can be met from a step on, itself included.
export function below(drawing: Drawing, from: string, kinds: Kinds): Set<string> {
  const met = new Set<string>();
  const waiting = [from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (!name || met.has(name)) continue;
    met.add(name);
    for (const [branch] of branchesOf(drawing, name, kinds)) waiting.push(leads(drawing, name, branch));
  }
  return met;
}

// Nobody walks in a circle: a way may not lead to what leads to it.
export function mayLead(drawing: Drawing, from: string, to: string, kinds: Kinds): boolean {
  return Boolean(drawing.steps[to]) && from !== to && !below(drawing, to, kinds).has(from);
}
