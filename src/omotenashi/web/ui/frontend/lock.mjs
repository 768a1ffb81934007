// SPDX-License-Identifier: Apache-2.0
// Tidies package-lock.json of the folder it is called in, after `npm install`: no addresses (they name hosts), and an entry for each
// platform package that a registry mirror did not carry, because `npm ci` refuses a lock without them.
import { readFileSync, writeFileSync } from "node:fs";

const file = "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
const platform = /-(android|darwin|freebsd|linux|win32|wasm32|openharmony)(?:-([a-z0-9]+))?/;

for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const found = platform.exec(name);
    const key = `node_modules/${name}`;
    if (!found || lock.packages[key] || !/^\d/.test(version)) continue;
    const [, os, cpu] = found;
    const where = os === "wasm32" ? { cpu: ["wasm32"] } : { os: [os], cpu: [cpu] };
    lock.packages[key] = { version, dev: true, optional: true, ...where };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, JSON.stringify(lock, null, 2) + "\n");
