// SPDX-License-Identifier: Apache-2.0
// From a spec to what ECharts draws: quiet axes, one colour a channel, legend at the end of the lines.
import type { EChartsCoreOption } from "echarts/core";
import { word } from "../behaviours/words";
import { labelRoom, named } from "./labels";
import { sankey } from "./sankey";
import { axisName, type Series, type Spec, withUnit, write } from "./spec";
import { hatch, scale, seriesLook, token } from "./tokens";

const font = { fontFamily: "'Noto Sans JP Variable', 'Noto Sans JP', system-ui, sans-serif", fontSize: 12 };

export function options(spec: Spec, width: number): EChartsCoreOption {
  if (spec.kind === "sankey") return sankey(spec, font);
  const heat = spec.kind === "heatmap";
  const endLabels = named(spec, width);
  return {
    // A first drawing explains no change; and labels keep apart only where nothing moves.
    animation: false,
    textStyle: { ...font, color: token("ink-2") },
    grid: { left: 4, right: endLabels ? labelRoom(spec.series.map((one) => one.name)) : 12, top: heat ? 8 : 26, bottom: heat ? 36 : 24, containLabel: true },
    tooltip: tooltip(spec),
    ...(spec.series.length > 1 && !endLabels && !heat ? { legend: legend(width) } : {}),
    ...(heat ? { visualMap: visualMap(spec) } : {}),
    xAxis: xAxis(spec, width),
    yAxis: heat ? { ...category(), data: spec.series.map((one) => one.name), inverse: true, axisLine: { show: false } } : spec.series.some((one) => one.as) ? [yAxis(spec), shareAxis()] : yAxis(spec),
    series: heat ? [heatSeries(spec)] : spec.series.flatMap((one, i) => drawn(spec, one, i, endLabels)),
  };
}

function legend(width: number): object {
  // On a phone it is one line beside the name of the axis, turned by its arrows: a second line would lie on the drawing.
  const line = width < 480 ? { type: "scroll", left: 64, pageIconSize: 10, pageIconColor: token("ink-2"), pageIconInactiveColor: token("line-2"), pageTextStyle: { ...font, color: token("ink-3") } } : {};
  return { ...line, top: 0, right: 0, itemWidth: 9, itemHeight: 9, itemGap: 14, icon: "roundRect", textStyle: { ...font, color: token("ink-2") } };
}

function category(): object {
  return {
    type: "category",
    axisLine: { lineStyle: { color: token("line-2") } },
    axisTick: { show: false },
    axisLabel: { ...font, color: token("ink-3"), hideOverlap: true },
    splitLine: { show: false },
  };
}

function xAxis({ kind, x }: Spec, width: number): object {
  const name = axisName(x);
  return {
    ...category(),
    data: x.values,
    boundaryGap: kind !== "line",
    name: width > 420 && kind !== "heatmap" ? name : "",
    nameLocation: "middle",
    nameGap: 28,
    nameTextStyle: { ...font, color: token("ink-3") },
  };
}

function percentEnd(series: Series[]): object {
  const most = Math.max(...series.flatMap((one) => one.values).map((value) => value ?? 0));
  return most > 0.6 && most <= 1 ? { max: 1, interval: 0.25 } : {};
}

function yAxis({ y, series }: Spec): object {
  return {
    type: "value",
    name: axisName(y),
    nameTextStyle: { ...font, color: token("ink-3"), align: "left", padding: [0, 0, 2, -30] },
    axisLabel: { ...font, color: token("ink-3"), formatter: (value: number) => write(value, y, true) },
    splitLine: { lineStyle: { color: token("line") } },
    splitNumber: 4,
    // Shares end at 100 %, not at a round number above it.
    ...(y.format === "percent" ? percentEnd(series) : {}),
  };
}

function shareAxis(): object {
  return {
    type: "value",
    min: 0,
    max: 1,
    axisLabel: { ...font, color: token("ink-3"), formatter: (value: number) => write(value, { format: "percent" }) },
    splitLine: { show: false },
  };
}

interface Point {
  seriesName: string;
  marker: string;
  value: number | [number, number, number];
  dataIndex: number;
}

function tooltip(spec: Spec): object {
  const row = (point: Point): string => {
    const series = spec.series.find((one) => one.name === point.seriesName);
    const young = series?.immature_from !== undefined && point.dataIndex >= series.immature_from;
    const value = Array.isArray(point.value) ? point.value[2] : point.value;
    return `<div style="display:flex;gap:20px;justify-content:space-between"><span>${point.marker}${escape(point.seriesName)}${young ? ` <span style="opacity:.7">${escape(word("immature"))}</span>` : ""}</span><b>${escape(write(value, series?.format ? { format: series.format } : spec.y))}</b></div>`;
  };
  const heat = spec.kind === "heatmap";
  return {
    trigger: heat ? "item" : "axis",
    confine: true,
    backgroundColor: token("raised"),
    borderColor: token("line-2"),
    padding: [8, 12],
    extraCssText: "box-shadow:var(--shadow-float);border-radius:8px;font-variant-numeric:tabular-nums;line-height:1.7",
    textStyle: { ...font, color: token("ink") },
    axisPointer: { type: spec.kind === "line" ? "line" : "shadow", lineStyle: { color: token("line-3"), type: "solid" }, shadowStyle: { color: token("paper-3"), opacity: 0.7 } },
    formatter: (given: Point | Point[]) => {
      const points = (Array.isArray(given) ? given : [given]).filter((point) => point.value !== null && point.value !== undefined && !Number.isNaN(point.value));
      const first = points[0];
      if (!first) return "";
      const at = Array.isArray(first.value) ? `${spec.series[first.value[1]]?.name} · ${spec.x.values?.[first.value[0]]}` : String(spec.x.values?.[first.dataIndex]);
      if (heat) return `${escape(at)}<br><b>${escape(write((first.value as [number, number, number])[2], spec.y))}</b>`;
      const seen = new Map(points.map((point) => [point.seriesName, point]));
      return `<div style="margin-bottom:2px">${escape(withUnit(at, spec.x))}</div>${[...seen.values()].map(row).join("")}`;
    },
  };
}

function drawn(spec: Spec, one: Series, index: number, endLabels: boolean): object[] {
  const { color, symbol } = seriesLook(one.channel, index);
  const from = one.immature_from ?? one.values.length;
  const grey = token("immature");
  if (one.as === "line") {
    return [{ type: "line", name: one.name, yAxisIndex: 1, color, symbol, symbolSize: 6, lineStyle: { width: 1.75, color }, data: one.values }];
  }
  if (spec.kind !== "line") {
    const bar = {
      type: "bar",
      name: one.name,
      stack: spec.kind === "stacked" ? "all" : undefined,
      color,
      barMaxWidth: spec.kind === "histogram" ? undefined : 36,
      barCategoryGap: spec.kind === "histogram" ? "2%" : "36%",
      itemStyle: { borderRadius: spec.kind === "stacked" ? 0 : [2, 2, 0, 0] },
      emphasis: { focus: spec.series.length > 1 ? "series" : "none" },
      data: one.values.map((value, i) =>
        i < from ? value : { value, itemStyle: { color, opacity: 0.75, decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: token("paper") } } },
      ),
      markLine: index === 0 && spec.markers ? markLine(spec.markers) : undefined,
    };
    return [bar];
  }
  const line = {
    type: "line",
    id: `line-${index}`,
    name: one.name,
    color,
    symbol,
    symbolSize: 6,
    showSymbol: one.values.length <= 16,
    connectNulls: false,
    lineStyle: { width: 1.75, color },
    emphasis: { focus: "series", lineStyle: { width: 2.5 } },
    data: one.values.map((value, i) => (i < from ? value : null)),
  };
  const label = { show: endLabels, formatter: one.name, color: token("ink-2"), distance: 8, ...font };
  if (from >= one.values.length) return [{ ...line, endLabel: label }];
  const stripes = index === 0 ? { silent: true, itemStyle: { color: hatch() }, data: [[{ xAxis: from - 1 }, { xAxis: one.values.length - 1 }]] } : undefined;
  const young = { ...line, id: `young-${index}`, color: grey, lineStyle: { width: 1.75, color: grey, type: [4, 4] }, data: one.values.map((value, i) => (i >= from - 1 ? value : null)), endLabel: label, markArea: stripes, z: 1 };
  return [line, young];
}

function markLine(markers: { x: number; label: string }[]): object {
  const label = { ...font, color: token("ink"), fontWeight: 600, position: "end", backgroundColor: token("paper"), padding: [2, 4] };
  return { silent: true, symbol: "none", lineStyle: { color: token("ink-2"), type: [4, 3], width: 1.5 }, data: markers.map(({ x, label: formatter }) => ({ xAxis: x, label: { ...label, formatter } })) };
}

function heatSeries(spec: Spec): object {
  const data = spec.series.flatMap((row, y) => row.values.map((value, x) => [x, y, value ?? "-"]));
  const few = data.length <= 160;
  return { type: "heatmap", data, itemStyle: { borderColor: token("paper"), borderWidth: 2, borderRadius: 4 }, label: { show: few, ...font, fontSize: 11, formatter: ({ value }: { value: [number, number, number] }) => write(value[2], spec.y, true) }, emphasis: { itemStyle: { borderColor: token("accent") } } };
}

function visualMap(spec: Spec): object {
  const known = spec.series.flatMap((one) => one.values).filter((value): value is number => value !== null);
  const colours = scale();
  return { type: "continuous", min: Math.min(...known), max: Math.max(...known), orient: "horizontal", left: "center", bottom: 0, itemWidth: 8, itemHeight: 160, calculable: false, inRange: { color: colours.slice(0, 6) }, textStyle: { ...font, color: token("ink-3") }, text: [write(Math.max(...known), spec.y), write(Math.min(...known), spec.y)] };
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
