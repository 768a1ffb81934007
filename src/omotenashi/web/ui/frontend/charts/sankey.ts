// SPDX-License-Identifier: Apache-2.0
// Ways as streams: columns of names, streams between them as wide as what flows; what ends in nothing stays grey.
import type { EChartsCoreOption } from "echarts/core";
import { type Spec, write } from "./spec";
import { seriesLook, token } from "./tokens";

export function sankey({ nodes = [], links = [], y }: Spec, font: object): EChartsCoreOption {
  const labels = new Map(nodes.map((node) => [node.name, node.label]));
  const order = [...new Set(nodes.map((node) => node.label))];
  return {
    animation: false,
    tooltip: {
      confine: true,
      backgroundColor: token("raised"),
      borderColor: token("line-2"),
      textStyle: { ...font, color: token("ink") },
      formatter: ({ name, value, data }: { name: string; value: number; data: { source?: string; target?: string } }) => {
        const at = data.source && data.target ? `${labels.get(data.source)} → ${labels.get(data.target)}` : (labels.get(name) ?? name);
        const said = document.createElement("span");
        said.textContent = `${at}  ${write(value, y)}`;
        return said;
      },
    },
    series: [
      {
        type: "sankey",
        left: 4,
        right: 96,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 10,
        layoutIterations: 32,
        draggable: false,
        emphasis: { focus: "adjacency" },
        label: { ...font, color: token("ink-2"), formatter: ({ name }: { name: string }) => labels.get(name) ?? name },
        lineStyle: { color: "source", opacity: 0.28, curveness: 0.5 },
        data: nodes.map(({ name, label, depth, channel, quiet }) => ({
          name,
          depth,
          itemStyle: { color: quiet ? token("immature") : seriesLook(channel, order.indexOf(label)).color, borderWidth: 0 },
        })),
        links: links.map(({ source, target, value }) => ({ source, target, value })),
      },
    ],
  };
}
