// SPDX-License-Identifier: Apache-2.0
// The script of the register: its line on every page, the till itself where it stands.
import "../styles/till.css";
import "../styles/sale.css";
import "../styles/counter.css";
import "../styles/slip.css";
import "../styles/work.css";
import "../styles/workforms.css";
import { watchPage } from "./page";
import { watchReturn } from "./returning";
import "./strip";

watchPage();
const back = document.querySelector<HTMLFormElement>("#return");
if (back) watchReturn(back);
if (document.querySelector("omo-register")) void import("./register");
if (document.querySelector("omo-till-queue")) void import("./offline/waiting");
if (document.querySelector(".o-work")) void import("./work/main");
