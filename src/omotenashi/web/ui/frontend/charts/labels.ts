// SPDX-License-Identifier: Apache-2.0
// The names at the end of the lines: how much room they need, and how they keep apart.
import type { EChartsType } from "echarts/core";
import type { Spec } from "./spec";

const LINE_HEIGHT = 15;

// Japanese letters are as wide as high, Latin ones about half.
export function labelRoom(names: string[]): number {
  const width = (name: string): number => [...name].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12 : 7), 0);
  return Math.min(168, 22 + Math.max(0, ...names.map(width)));
}

export function named(spec: Spec, width: number): boolean {
  return spec.kind === "line" && spec.series.length > 1 && spec.series.length <= 8 && width > 420;
}

// Where two lines end close together, the lower name moves down.
export function keepApart(chart: EChartsType, spec: Spec): void {
  const ends = spec.series.flatMap((one, index) => {
    const last = one.values.findLast((value) => value !== null);
    return last === undefined || last === null ? [] : [{ index, at: chart.convertToPixel({ yAxisIndex: 0 }, last) as number }];
  });
  ends.sort((a, b) => a.at - b.at);
  const offsets = new Map<string, number>();
  let free = -Infinity;
  for (const { index, at } of ends) {
    const placed = Math.max(at, free);
    offsets.set(spec.series[index]?.name ?? "", placed - at);
    free = placed + LINE_HEIGHT;
  }
  const drawn = (chart.getOption() as { series: { id: string; name: string }[] }).series;
  chart.setOption({ series: drawn.map(({ id, name }) => ({ id, endLabel: { offset: [0, offsets.get(name) ?? 0] } })) });
}
