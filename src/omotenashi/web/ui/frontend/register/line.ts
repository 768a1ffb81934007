// SPDX-License-Identifier: Apache-2.0
// The one place that knows which store stands behind the till.
export { store } from "./offline/store";
