// SPDX-License-Identifier: Apache-2.0
// What the template tag `chart` hands over, and how its values are written.
export interface Series {
  name: string;
  channel?: string;
  values: (number | null)[];
  immature_from?: number;
  // On a bar chart: drawn as a line over its own axis from 0 to 100%.
  as?: "line";
  format?: Axis["format"];
  hrefs?: string[];
}

export interface Axis {
  label?: string;
  unit?: string;
  values?: (string | number)[];
  format?: "number" | "money" | "percent";
  currency?: string;
  exponent?: number;
}

export interface Spec {
  kind: "line" | "bar" | "stacked" | "heatmap" | "histogram" | "sankey";
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  // Vertical lines with a word, at the index of an x value.
  markers?: { x: number; label: string }[];
  // Of a sankey: what flows from where to where; a name may stand in several columns, so a node has a key and a label.
  nodes?: { name: string; label: string; depth: number; channel?: string; quiet?: boolean }[];
  links?: { source: string; target: string; value: number; from: string; to: string; href?: string }[];
}

// 経過日数（日） and 30日, but Days (days) and 30 days.
const japanese = (): boolean => document.documentElement.lang.startsWith("ja");

export function axisName({ label = "", unit = "" }: Axis): string {
  return unit ? label + (japanese() ? `（${unit}）` : ` (${unit})`) : label;
}

export function withUnit(value: string, { unit = "" }: Axis): string {
  return unit ? `${value}${japanese() ? "" : " "}${unit}` : value;
}

const minus = (text: string): string => text.replace("-", "−");

export function write(value: number | null | undefined, axis: Axis, compact = false): string {
  if (value === null || value === undefined) return "—";
  const language = document.documentElement.lang;
  const notation = compact ? "compact" : "standard";
  const useGrouping = "always";
  if (axis.format === "percent") {
    return minus(new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(value));
  }
  if (axis.format === "money") {
    const major = value / 10 ** (axis.exponent ?? 0);
    const style = { style: "currency", currency: axis.currency ?? "JPY", notation, useGrouping, currencyDisplay: "narrowSymbol" } as const;
    return minus(new Intl.NumberFormat(language, compact ? { ...style, maximumFractionDigits: 1 } : style).format(major).replace("￥", "¥"));
  }
  return minus(new Intl.NumberFormat(language, { notation, useGrouping, maximumFractionDigits: compact ? 1 : 2 }).format(value));
}

// A cell that a spreadsheet would run as a formula gets an apostrophe.
function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv({ x, y, series, links }: Spec): string {
  if (links) {
    const rows = links.map(({ from, to, value }) => [from, to, value]);
    return "\uFEFF" + [[x.label ?? "", "", y.label ?? ""], ...rows].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
  }
  const head = [x.label ?? "", ...series.map((one) => one.name)];
  const lines = (x.values ?? []).map((at, i) => [at, ...series.map((one) => one.values[i])]);
  return "\uFEFF" + [head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}
