// SPDX-License-Identifier: Apache-2.0
// Where each card stands: by dagre from above to below, or where a hand has put it.
import { Graph, layout } from "@dagrejs/dagre";
import { branchesOf, leads, type Kinds } from "./drawing";
import { ENTRY, type Drawing, type Place } from "./told";

export const WIDE = 264;
// Many ways out need room beside each other for their words.
export const wideOf = (ways: number): number => Math.max(WIDE, ways > 3 ? ways * 108 : 0);
export const STUB = { width: 56, height: 28 };
export const APART = 92;
const ASIDE = 44;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Heights = (name: string) => number;

export function stub(from: string, branch: string): string {
  return `end:${from}:${branch}`;
}

// The ways out of a card are spread over its lower edge.
export function outlet(index: number, count: number): number {
  const edge = count > 3 ? 0.5 / count : 0.2;
  return count === 1 ? 0.5 : edge + ((1 - 2 * edge) * index) / (count - 1);
}

export function arrange(drawing: Drawing, kinds: Kinds, heights: Heights): Map<string, Place> {
  const at = drawing.view.at ?? {};
  const names = [ENTRY, ...Object.keys(drawing.steps)];
  const drawn = Object.keys(at).length ? byHand(drawing, kinds, heights) : byItself(drawing, kinds, heights);
  for (const name of names) if (at[name]) drawn.set(name, at[name]);
  for (const name of names) stubs(drawing, name, kinds, heights, drawn);
  return drawn;
}

function byItself(drawing: Drawing, kinds: Kinds, heights: Heights): Map<string, Place> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "TB", nodesep: ASIDE, ranksep: APART, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  const names = [ENTRY, ...inOrder(drawing, kinds)];
  const constraints: { left: string; right: string }[] = [];
  for (const name of names) graph.setNode(name, { width: wideOf(branchesOf(drawing, name, kinds).length), height: heights(name) });
  for (const name of names) {
    let left = "";
    for (const [branch] of branchesOf(drawing, name, kinds)) {
      const to = leads(drawing, name, branch) || stub(name, branch);
      if (!graph.hasNode(to)) graph.setNode(to, { ...STUB });
      graph.setEdge(name, to, { weight: branch === "next" ? 3 : 1 });
      // Ways do not cross: what the first branch leads to stands on the left.
      if (left && left !== to) constraints.push({ left, right: to });
      left = to;
    }
  }
  layout(graph, { constraints });
  const drawn = new Map<string, Place>();
  const begin = graph.node(ENTRY) as Box;
  // The entry stays where it is, whatever grows below it.
  const [left, top] = [begin.x - begin.width / 2, begin.y - begin.height / 2];
  for (const name of graph.nodes()) {
    const one = graph.node(name) as Box;
    drawn.set(name, [Math.round(one.x - one.width / 2 - left), Math.round(one.y - one.height / 2 - top)]);
  }
  return drawn;
}

// In the order of meeting, so that the first branch stands on the left; what has no way comes last.
function inOrder(drawing: Drawing, kinds: Kinds): string[] {
  const met: string[] = [];
  const walk = (name: string): void => {
    if (!name || met.includes(name)) return;
    met.push(name);
    for (const [branch] of branchesOf(drawing, name, kinds)) walk(leads(drawing, name, branch));
  };
  walk(leads(drawing, ENTRY, "first"));
  for (const name of Object.keys(drawing.steps)) walk(name);
  return met;
}

// A step without a place of its own stands below what leads to it.
function byHand(drawing: Drawing, kinds: Kinds, heights: Heights): Map<string, Place> {
  const at = drawing.view.at ?? {};
  const drawn = new Map<string, Place>([[ENTRY, at[ENTRY] ?? [0, 0]]]);
  for (const name of [ENTRY, ...inOrder(drawing, kinds)]) {
    const place = at[name] ?? drawn.get(name) ?? [WIDE + ASIDE, 0];
    drawn.set(name, place);
    const branches = branchesOf(drawing, name, kinds);
    branches.forEach(([branch], index) => {
      const to = leads(drawing, name, branch);
      if (to && !at[to] && !drawn.has(to)) drawn.set(to, below(place, heights(name), index, branches.length));
    });
  }
  return drawn;
}

function below([x, y]: Place, height: number, index: number, count: number): Place {
  return [x + Math.round((index - (count - 1) / 2) * (WIDE + ASIDE)), y + height + APART];
}

// Where a way ends is drawn below the outlet it ends at, also when the card was moved.
function stubs(drawing: Drawing, name: string, kinds: Kinds, heights: Heights, drawn: Map<string, Place>): void {
  const [x, y] = drawn.get(name) ?? [0, 0];
  const branches = branchesOf(drawing, name, kinds);
  branches.forEach(([branch], index) => {
    const own = stub(name, branch);
    const centre = x + wideOf(branches.length) * outlet(index, branches.length);
    const away = Math.abs((drawn.get(own)?.[0] ?? 0) + STUB.width / 2 - centre);
    // The layout keeps its place where that is far off; else the way falls straight.
    if (leads(drawing, name, branch) || (drawn.has(own) && !drawing.view.at?.[name] && away > WIDE / 3)) return;
    drawn.set(own, [Math.round(centre - STUB.width / 2), y + heights(name) + APART]);
  });
}
