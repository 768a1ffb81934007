// SPDX-License-Identifier: Apache-2.0
// Builds the tag of a retailer's own site into one classic script with a name that stays: it is served as /v1/tag.js.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2020",
    lib: { entry: "tag/main.ts", formats: ["iife"], name: "omotenashiTag", fileName: () => "tag.js" },
  },
});
