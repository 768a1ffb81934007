// SPDX-License-Identifier: Apache-2.0
// <omo-canvas>: a scenario drawn by hand. React and React Flow are fetched with this file, and with no other page.
import "@xyflow/react/dist/base.css";
import "./journeys/canvas.css";
import "./journeys/cards.css";
import { ReactFlowProvider } from "@xyflow/react";
import { createRoot, type Root } from "react-dom/client";
import { Editor } from "./journeys/Editor";
import type { Page } from "./journeys/told";

class Canvas extends HTMLElement {
  private root: Root | null = null;

  connectedCallback(): void {
    const page = JSON.parse(document.getElementById("canvas-page")!.textContent!) as Page;
    this.replaceChildren();
    this.root = createRoot(this);
    this.root.render(<ReactFlowProvider><Editor page={page} /></ReactFlowProvider>);
    this.toggleAttribute("data-ready", true);
  }

  disconnectedCallback(): void {
    this.root?.unmount();
    this.root = null;
  }
}

customElements.define("omo-canvas", Canvas);
