// SPDX-License-Identifier: Apache-2.0
// <omo-chart>: draws the JSON inside it with ECharts, follows theme and width, gives PNG and CSV, works by keyboard.
import { BarChart, HeatmapChart, LineChart, SankeyChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { word } from "../behaviours/words";
import { options } from "../charts/options";
import { keepApart, named } from "../charts/labels";
import { csv, type Spec } from "../charts/spec";
import { token } from "../charts/tokens";

use([BarChart, HeatmapChart, LineChart, SankeyChart, AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

class Chart extends HTMLElement {
  private spec!: Spec;
  private chart: EChartsType | null = null;
  private at = -1;
  private readonly sizes = new ResizeObserver(() => this.draw());
  private readonly redraw = (): void => this.draw(true);

  connectedCallback(): void {
    const source = this.querySelector("script");
    if (source) this.spec = JSON.parse(source.textContent ?? "{}") as Spec;
    source?.remove();
    this.sizes.observe(this);
    document.addEventListener("omo:theme", this.redraw);
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("blur", () => this.chart?.dispatchAction({ type: "hideTip" }));
    this.tools();
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
    document.removeEventListener("omo:theme", this.redraw);
    this.chart?.dispose();
    this.chart = null;
  }

  private draw(anew = false): void {
    if (!this.clientWidth) return;
    if (!this.chart) {
      this.chart = init(this, null, { renderer: "canvas" });
      this.chart.on("click", (point) => {
        if (this.spec.kind === "sankey") return this.open(this.spec.links?.[point.dataIndex]?.href, point.dataType === "edge");
        // A cell of a carpet says where it lies: the place in its row, and the row.
        if (this.spec.kind !== "heatmap") return this.follow(point.seriesName ?? "", point.dataIndex);
        const [x, y] = point.value as [number, number];
        this.follow(this.spec.series[y]?.name ?? "", x);
      });
      anew = true;
    }
    this.chart.resize();
    // Colours and margins depend on theme and width, so both mean drawing anew.
    this.chart.setOption(options(this.spec, this.clientWidth), { notMerge: anew });
    if (named(this.spec, this.clientWidth)) keepApart(this.chart, this.spec);
    this.toggleAttribute("data-ready", true);
  }

  private follow(name: string, index: number): void {
    this.open(this.spec.series.find((one) => one.name === name)?.hrefs?.[index]);
  }

  private open(href: string | undefined, wanted = true): void {
    if (!href || !wanted) return;
    const link = document.createElement("a");
    Object.assign(link, { href, hidden: true });
    link.dataset.drawer = "";
    this.after(link);
    link.click();
    link.remove();
  }

  private onKey(event: KeyboardEvent): void {
    const last = (this.spec.x.values?.length ?? 0) - 1;
    const next = { ArrowRight: this.at + 1, ArrowLeft: this.at - 1, Home: 0, End: last }[event.key];
    if (event.key === "Enter") this.follow(this.spec.series[0]?.name ?? "", this.at);
    if (next === undefined) return;
    event.preventDefault();
    this.at = Math.max(0, Math.min(last, next));
    this.chart?.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: this.at });
  }

  private tools(): void {
    const place = this.closest(".o-chart")?.querySelector("[data-tools]");
    if (!place || place.childElementCount) return;
    place.append(
      button(word("png"), () => save(`${this.spec.title}.png`, this.chart?.getDataURL({ pixelRatio: 2, backgroundColor: token("paper") }) ?? "")),
      button(word("csv"), () => save(`${this.spec.title}.csv`, URL.createObjectURL(new Blob([csv(this.spec)], { type: "text/csv" })))),
    );
  }
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "o-button o-button-quiet o-button-sm";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function save(name: string, href: string): void {
  const link = document.createElement("a");
  Object.assign(link, { href, download: name });
  link.click();
}

customElements.define("omo-chart", Chart);
