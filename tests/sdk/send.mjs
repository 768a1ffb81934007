// SPDX-License-Identifier: Apache-2.0
// All six calls of @segment/analytics-node, as its own documents write them.
import { Analytics } from "@segment/analytics-node";

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host, path: "/v1/batch", flushAt: 3 });
const failed = [];
analytics.on("error", (error) => failed.push(String(error.code)));
analytics.identify({ userId: "u1", traits: { email: "hana@example.com", lastName: "山田", firstName: "花" } });
analytics.track({ userId: "u1", event: "Product Viewed", properties: { sku: "A-1", price: 12800 } });
analytics.page({ userId: "u1", name: "Home", properties: { path: "/" } });
analytics.screen({ userId: "u1", name: "Card", properties: { tab: "points" } });
analytics.group({ userId: "u1", groupId: "g1", traits: { name: "Hana Inc." } });
analytics.alias({ userId: "u1", previousId: "a1" });
await analytics.closeAndFlush();
process.stdout.write(JSON.stringify(failed));
