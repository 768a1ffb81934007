// SPDX-License-Identifier: Apache-2.0
// The canvas by keys: away, back, forth, along the ways, a note. Fields and dialogs keep their own keys.
import { useEffect, useRef } from "react";
import { branchesOf, leads, type Kinds } from "./drawing";
import { ENTRY, type Drawing, type Place } from "./told";

export interface Keyed {
  undo: () => void;
  redo: () => void;
  remove: () => void;
  double: () => void;
  note: () => void;
  add: () => void;
  walk: (key: string) => void;
  push: (dx: number, dy: number) => void;
  none: () => void;
  pick: (id: string) => void;
}

const PUSH = 8;
const ARROWS: Record<string, [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export function useKeys(keyed: Keyed): void {
  const latest = useRef(keyed);
  latest.current = keyed;
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      const target = event.target as Element;
      if (event.defaultPrevented || isBusy(target, event)) return;
      // What holds the canvas takes the focus where nothing in it does; elsewhere the keys are those of the page.
      const isHere = target.closest("omo-canvas") !== null || target.querySelector("omo-canvas") !== null;
      if (isHere && act(event, latest.current)) event.preventDefault();
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, []);
}

// Where one writes, the keys are the field's; a list or a box has nothing of its own to take back.
function isBusy(target: Element, event: KeyboardEvent): boolean {
  const isCommand = event.ctrlKey || event.metaKey;
  if (target.closest("dialog[open], [role=menu], textarea, [contenteditable]")) return true;
  if (target.closest("select, input[type=checkbox]")) return !isCommand;
  return target.closest("input") !== null;
}

// Says whether a key was ours.
function act(event: KeyboardEvent, keyed: Keyed): boolean {
  const { key } = event;
  const arrow = ARROWS[key];
  const card = (event.target as Element).closest<HTMLElement>(".react-flow__node")?.dataset["id"];
  if (event.ctrlKey || event.metaKey) return command(key.toLowerCase(), event.shiftKey, keyed);
  if (event.altKey) return false;
  if (arrow && event.shiftKey) return told(() => keyed.push(arrow[0] * PUSH, arrow[1] * PUSH));
  if (arrow) return told(() => keyed.walk(key));
  if ((key === "Enter" || key === " ") && card) return told(() => keyed.pick(card));
  if (key === "Delete" || key === "Backspace") return told(keyed.remove);
  if (key === "Escape") return told(keyed.none);
  if (key === "n") return told(keyed.note);
  if (key === "a") return told(keyed.add);
  return false;
}

function command(key: string, isShifted: boolean, keyed: Keyed): boolean {
  if (key === "z") return told(isShifted ? keyed.redo : keyed.undo);
  if (key === "y") return told(keyed.redo);
  if (key === "d") return told(keyed.double);
  return false;
}

function told(act: () => void): true {
  act();
  return true;
}

// The card one comes to by an arrow: along the way up and down, beside by where it stands.
export function neighbour(key: string, from: string, drawing: Drawing, kinds: Kinds, places: Map<string, Place>): string {
  if (!from) return ENTRY;
  const names = [ENTRY, ...Object.keys(drawing.steps)];
  if (key === "ArrowDown") return branchesOf(drawing, from, kinds).map(([branch]) => leads(drawing, from, branch)).find(Boolean) ?? "";
  if (key === "ArrowUp") return names.find((name) => branchesOf(drawing, name, kinds).some(([branch]) => leads(drawing, name, branch) === from)) ?? "";
  const [x, y] = places.get(from) ?? [0, 0];
  const way = key === "ArrowRight" ? 1 : -1;
  const beside = names
    .map((name) => ({ name, place: places.get(name) ?? ([0, 0] as Place) }))
    .filter(({ name, place }) => name !== from && (place[0] - x) * way > 0)
    .sort((one, other) => Math.abs(one.place[0] - x) + 2 * Math.abs(one.place[1] - y) - Math.abs(other.place[0] - x) - 2 * Math.abs(other.place[1] - y));
  return beside[0]?.name ?? "";
}
