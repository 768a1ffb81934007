// SPDX-License-Identifier: Apache-2.0
// What the page tells the canvas, and what the canvas keeps: the same JSON that the engine reads.
export interface Step {
  kind: string;
  [name: string]: unknown;
}

export type Place = [x: number, y: number];

export interface Note {
  id: string;
  text: string;
  at: Place;
}

export interface View {
  at?: Record<string, Place>;
  notes?: Note[];
}

export interface Drawing {
  name: string;
  entry: Record<string, unknown>;
  first: string;
  steps: Record<string, Step>;
  exits: string[];
  goal: Record<string, unknown>;
  again_days: number | null;
  control: number;
  farewell?: { template: string };
  view: View;
}

export interface Field {
  name: string;
  kind: "choice" | "choices" | "number" | "percent" | "check" | "text" | "date" | "time" | "moment" | "span" | "cases";
  label: string;
  help?: string;
  unit?: string;
  list?: string;
  none?: string;
  min?: number;
  max?: number;
  default?: unknown;
  // A span has a number for each of its units.
  parts?: [name: string, label: string][];
  // Branches have fields of their own, and are so many at least and at most.
  fields?: Field[];
  least?: number;
  most?: number;
  letters?: boolean;
  // Shown only while another field has one of these values.
  when?: Record<string, string[]>;
}

export interface Case {
  key: string;
  [name: string]: unknown;
}

export interface Kind {
  title: string;
  help: string;
  icon: string;
  group: string;
  branches: [key: string, label: string][];
  // Whether somebody draws more branches, which come before these; and which of these is there only by what a field says.
  is_cased: boolean;
  only: Record<string, [field: string, value: string]>;
  fields: Field[];
  defaults: Record<string, unknown>;
}

export interface Said {
  text: string;
  note?: string;
  href?: string;
  branches?: Record<string, string>;
}

export interface Trouble {
  where: string;
  text: string;
}

export interface Numbers {
  here: number;
  through: number;
  branches: Record<string, number>;
  facts: [label: string, value: string][];
}

export interface Told {
  seen: string;
  said: Record<string, Said>;
  troubles: Trouble[];
  is_changed: boolean;
}

export interface Figure {
  label: string;
  value: string;
  note: string;
}

export interface Foreseen {
  figures: Figure[];
  numbers: Record<string, Numbers>;
  heard: Record<string, { label: string; href: string; at: string }[]>;
  note: string;
}

export interface Page extends Told {
  drawing: Drawing;
  numbers: Record<string, Numbers>;
  kinds: Record<string, Kind>;
  groups: [key: string, title: string][];
  entry: Field[];
  settings: Field[];
  lists: Record<string, [value: string, label: string][]>;
  icons: Record<string, string>;
  words: Record<string, string>;
  may_edit: boolean;
  is_draft: boolean;
  hrefs: { drawing: string; copy: string; numbers: string; simulation: string };
}

export const ENTRY = "entry";

// The canvas keeps every word in the language of the page; `%s` stands for a value.
export function say(words: Record<string, string>, key: string, ...values: (string | number)[]): string {
  return values.reduce<string>((text, value) => text.replace("%s", String(value)), words[key] ?? key);
}
