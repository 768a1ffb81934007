// SPDX-License-Identifier: Apache-2.0
// What was, what is and what was taken back; strokes of one kind in one breath are one step.
import { useCallback, useReducer } from "react";
import type { Drawing } from "./told";

interface Kept {
  past: Drawing[];
  now: Drawing;
  future: Drawing[];
  stroke: string;
  at: number;
}

type Act = { do: "set"; to: (drawing: Drawing) => Drawing; stroke: string; at: number } | { do: "undo" } | { do: "redo" } | { do: "reset"; to: Drawing };

const BREATH = 1_200;
const MOST = 200;

function step(kept: Kept, act: Act): Kept {
  if (act.do === "reset") return { past: [], now: act.to, future: [], stroke: "", at: 0 };
  if (act.do === "undo") {
    const before = kept.past.at(-1);
    return before ? { past: kept.past.slice(0, -1), now: before, future: [kept.now, ...kept.future], stroke: "", at: 0 } : kept;
  }
  if (act.do === "redo") {
    const [after, ...rest] = kept.future;
    return after ? { past: [...kept.past, kept.now], now: after, future: rest, stroke: "", at: 0 } : kept;
  }
  const now = act.to(kept.now);
  if (now === kept.now) return kept;
  const goesOn = act.stroke !== "" && act.stroke === kept.stroke && act.at - kept.at < BREATH;
  const past = goesOn ? kept.past : [...kept.past, kept.now].slice(-MOST);
  return { past, now, future: [], stroke: act.stroke, at: act.at };
}

export interface History {
  drawing: Drawing;
  change: (to: (drawing: Drawing) => Drawing, stroke?: string) => void;
  undo: () => void;
  redo: () => void;
  reset: (to: Drawing) => void;
  mayUndo: boolean;
  mayRedo: boolean;
}

export function useHistory(first: Drawing): History {
  const [kept, act] = useReducer(step, { past: [], now: first, future: [], stroke: "", at: 0 });
  return {
    drawing: kept.now,
    change: useCallback((to, stroke = "") => act({ do: "set", to, stroke, at: Date.now() }), []),
    undo: useCallback(() => act({ do: "undo" }), []),
    redo: useCallback(() => act({ do: "redo" }), []),
    reset: useCallback((to) => act({ do: "reset", to }), []),
    mayUndo: kept.past.length > 0,
    mayRedo: kept.future.length > 0,
  };
}
