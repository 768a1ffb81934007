// SPDX-License-Identifier: Apache-2.0
// A drawing as React Flow wants it: cards, the ends of ways, notes, and the ways between them.
import type { Edge, Node } from "@xyflow/react";
import type { Board } from "./board";
import { branchesOf, leads, type Joint } from "./drawing";
import { arrange, stub, STUB, wideOf } from "./layout";
import { ENTRY, say } from "./told";

export interface Way extends Record<string, unknown> {
  joint: Joint;
  label: string;
  taken: number | null;
}
export type WayEdge = Edge<Way, "way">;

const HEAD = 52;
const LINE = 20;
const UNDER = 18;
const FIGURES = 38;
const NOTE = 208;
// So many full-width characters stand in a line of a card.
const ROOM = 17;

// Heights are known before anything is drawn, so that the layout needs no second look.
export function heightOf(board: Board, name: string): number {
  const said = board.said[name];
  const wide = [...(said?.text ?? "")].reduce((sum, one) => sum + (one.charCodeAt(0) < 256 ? 0.56 : 1), 0);
  const lines = wide > ROOM && !said?.note ? 2 : 1;
  return HEAD + lines * LINE + (said?.note ? UNDER : 0) + (board.numbers[name] ? FIGURES : 6);
}

export function cards(board: Board): Node[] {
  const { drawing, page } = board;
  const places = arrange(drawing, page.kinds, (name) => heightOf(board, name));
  const at = (name: string): { x: number; y: number } => {
    const [x, y] = places.get(name) ?? [0, 0];
    return { x, y };
  };
  const found: Node[] = [ENTRY, ...Object.keys(drawing.steps)].map((name) => ({
    id: name, type: name === ENTRY ? "entry" : "step", position: at(name), width: wideOf(branchesOf(drawing, name, page.kinds).length), height: heightOf(board, name),
    data: {}, draggable: page.may_edit, ariaLabel: nameOf(board, name), connectable: page.may_edit, domAttributes: { "aria-roledescription": say(page.words, "card") },
  }));
  for (const { from, branch } of joints(board)) {
    if (leads(drawing, from, branch)) continue;
    const id = stub(from, branch);
    found.push({ id, type: "stub", position: at(id), ...STUB, data: {}, draggable: false, selectable: false, focusable: false, domAttributes: { "aria-roledescription": say(page.words, "way_end") } });
  }
  for (const one of drawing.view.notes ?? []) {
    const position = { x: one.at[0], y: one.at[1] };
    found.push({ id: one.id, type: "note", position, width: NOTE, data: { text: one.text }, draggable: page.may_edit, connectable: false, ariaLabel: say(page.words, "note"), domAttributes: { "aria-roledescription": say(page.words, "note") } });
  }
  return found;
}

export function ways(board: Board, cut: Joint | null): WayEdge[] {
  const { drawing, page, numbers } = board;
  return joints(board).map(({ from, branch, label }) => ({
    id: `${from}:${branch}`, type: "way" as const, source: from, sourceHandle: branch,
    target: leads(drawing, from, branch) || stub(from, branch), focusable: false, reconnectable: page.may_edit ? "target" : false,
    ariaLabel: wayOf(board, from, branch, label), domAttributes: { "aria-roledescription": say(page.words, "way") },
    selected: cut?.from === from && cut.branch === branch,
    data: { joint: { from, branch }, label, taken: numbers[from]?.branches[branch] ?? null },
  }));
}

export function joints(board: Board): (Joint & { label: string })[] {
  const { drawing, page } = board;
  return [ENTRY, ...Object.keys(drawing.steps)].flatMap((from) =>
    branchesOf(drawing, from, page.kinds).map(([branch, label]) => ({ from, branch, label: board.said[from]?.branches?.[branch] ?? label })),
  );
}

/** A way in words: from which card, over which branch, to which card, or that it leads nowhere yet. */
function wayOf(board: Board, from: string, branch: string, label: string): string {
  const { drawing, page } = board;
  const to = leads(drawing, from, branch);
  const start = [nameOf(board, from), label].filter(Boolean).join(", ");
  return to ? say(page.words, "way_to", start, nameOf(board, to)) : say(page.words, "way_open", start);
}

export function nameOf(board: Board, name: string): string {
  const { page, drawing, said } = board;
  const title = name === ENTRY ? say(page.words, "entry") : (page.kinds[drawing.steps[name]?.kind ?? ""]?.title ?? "");
  return [title, said[name]?.text, ...(board.troubles[name] ?? [])].filter(Boolean).join(": ");
}
