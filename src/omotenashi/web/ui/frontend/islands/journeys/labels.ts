// SPDX-License-Identifier: Apache-2.0
// What React Flow says to screen readers, in the words of the page: its own are English.
import type { AriaLabelConfig } from "@xyflow/react";

export type Words = (key: string, ...values: (string | number)[]) => string;

export function labelsOf(words: Words): Partial<AriaLabelConfig> {
  return {
    "controls.ariaLabel": words("controls"),
    "controls.zoomIn.ariaLabel": words("zoom_in"),
    "controls.zoomOut.ariaLabel": words("zoom_out"),
    "controls.fitView.ariaLabel": words("fit"),
    "controls.interactive.ariaLabel": words("locked"),
    "minimap.ariaLabel": words("minimap"),
    "handle.ariaLabel": words("outlet"),
    "node.a11yDescription.default": words("card_help"),
    "node.a11yDescription.keyboardDisabled": words("card_help"),
    "node.a11yDescription.ariaLiveMessage": ({ x, y }) => words("moved_to", Math.round(x), Math.round(y)),
    "edge.a11yDescription.default": words("way_help"),
  };
}

/** Who made it is named by a link whose label no setting reaches. */
export function credit(words: Words): void {
  document.querySelector(".o-canvas-stage .react-flow__attribution a")?.setAttribute("aria-label", words("made_with"));
}
