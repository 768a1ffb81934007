// SPDX-License-Identifier: Apache-2.0
// What every card, way and form of one canvas shares.
import { createContext, useContext } from "react";
import type { Joint } from "./drawing";
import { say, type Drawing, type Numbers, type Page, type Said } from "./told";

export interface Anchor {
  joint: Joint | null;
  x: number;
  y: number;
}

export interface Board {
  page: Page;
  drawing: Drawing;
  said: Record<string, Said>;
  troubles: Record<string, string[]>;
  numbers: Record<string, Numbers>;
  isPast: boolean;
  near: Joint | null;
  choose: (anchor: Anchor) => void;
  write: (id: string, text: string) => void;
  drop: (id: string) => void;
}

const Shared = createContext<Board | null>(null);
export const BoardProvider = Shared.Provider;

export function useBoard(): Board {
  const board = useContext(Shared);
  if (!board) throw new Error("a card needs its canvas");
  return board;
}

export function useWords(): (key: string, ...values: (string | number)[]) => string {
  const { words } = useBoard().page;
  return (key, ...values) => say(words, key, ...values);
}

export function shown(number: number): string {
  return new Intl.NumberFormat(document.documentElement.lang).format(number);
}
