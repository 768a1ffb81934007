# SPDX-License-Identifier: Apache-2.0
"""TypeScript of the front end run by node: bundled with what the front end is built with, fed with JSON, one process."""

import json
import subprocess
from typing import Any

import pytest

from omotenashi.web.ui import build

_RUN = """
import { rolldown } from "rolldown";
const load = async (input) => {
  const { output } = await (await rolldown({ input, logLevel: "silent" })).generate({ format: "esm" });
  return import("data:text/javascript;base64," + Buffer.from(output[0].code).toString("base64"));
};
const modules = await Promise.all(process.argv.slice(1).map(load));
let text = "";
for await (const part of process.stdin) text += part;
const work = (MODULES, said) => BODY;
process.stdout.write(JSON.stringify(work(modules, JSON.parse(text))));
"""


def in_node(body: str, said: Any, *, files: dict[str, str]) -> Any:
    """Run an expression over `said` and the modules by their names; skip where there is no node or no bundler."""
    try:
        node, _npm = build.node_and_npm()
    except build.NodeMissing as missing:
        pytest.skip(str(missing))
    if not (build.FRONTEND / "node_modules" / "rolldown").is_dir():
        pytest.skip("the front end was never built here: no bundler")
    script = _RUN.replace("MODULES", f"[{', '.join(files)}]").replace("BODY", body)
    line = [str(node), "--input-type=module", "-e", script, *files.values()]
    done = subprocess.run(line, cwd=build.FRONTEND, input=json.dumps(said), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
