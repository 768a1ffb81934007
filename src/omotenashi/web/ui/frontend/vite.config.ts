// SPDX-License-Identifier: Apache-2.0
// Builds main (styles, htmx, small behaviours) and one lazy file an island into ../static/ui with a manifest.
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the bundle works under any STATIC_URL.
  base: "./",
  plugins: [tailwindcss()],
  build: {
    outDir: "../static/ui",
    emptyOutDir: true,
    manifest: "manifest.json",
    // A font inlined into the style sheet would be fetched by every page, needed or not.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: { input: { main: "main.ts", fonts: "styles/fonts.css", register: "register/main.ts" } },
  },
});
