// SPDX-License-Identifier: Apache-2.0
// The small script of every page: htmx, behaviours without an element of their own, and islands on demand.
import "./styles/main.css";
import htmx from "htmx.org";
import { watchConfirmations } from "./behaviours/confirm";
import { watchDialogs } from "./behaviours/dialogs";
import { watchCopies } from "./behaviours/copy";
import { watchDrawer } from "./behaviours/drawer";
import { watchExplore } from "./behaviours/explore";
import { watchFailures } from "./behaviours/failures";
import { watchInbox } from "./behaviours/inbox";
import { watchMenus } from "./behaviours/menu";
import { watchPalette } from "./behaviours/palette";
import { watchRail } from "./behaviours/rail";
import { watchRecord } from "./behaviours/record";
import { watchTheme } from "./behaviours/theme";
import { watchToasts } from "./behaviours/toasts";
import { watchLists } from "./behaviours/lists";
import { watchShopVersion } from "./behaviours/newer";

// An island is fetched when its element first stands on the page, and never otherwise.
const islands: Record<string, () => Promise<unknown>> = {
  "omo-canvas": () => import("./islands/canvas"),
  "omo-card": () => import("./islands/card"),
  "omo-composer": () => import("./islands/composer"),
  "omo-chart": () => import("./islands/chart"),
  "omo-push": () => import("./islands/push"),
  "omo-dropzone": () => import("./islands/dropzone"),
};

function wake(root: ParentNode): void {
  for (const [name, load] of Object.entries(islands)) {
    if (!customElements.get(name) && root.querySelector(name)) void load();
  }
}

htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;
htmx.config.scrollBehavior = "auto";
// Part of the page's contract with other scripts and with tests.
Object.assign(window, { htmx });

watchTheme();
watchRail();
watchRecord();
watchMenus();
watchDialogs();
watchCopies();
watchDrawer();
watchConfirmations();
watchToasts();
watchFailures();
watchPalette();
watchLists();
watchShopVersion();
watchExplore();
watchInbox();
wake(document);
document.addEventListener("htmx:load", (event) => wake((event.target as Element).parentNode ?? document));
