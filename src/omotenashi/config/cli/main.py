# SPDX-License-Identifier: Apache-2.0
"""The way in: shared options, language, the command itself, and known errors turned into words."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run `omotenashi` with the arguments of this process."""
    from omotenashi.config.cli import frame, language, shared

    try:
        options, rest = shared.split(arguments=sys.argv[1:])
    except shared.NoValue as error:
        frame.fail(f"{error}: ?", code=2)
    if options.get("--home"):
        os.environ["OMOTENASHI_HOME"] = str(Path(options["--home"]).expanduser().absolute())
    # Before the commands are loaded: their help texts are translated as they are made.
    language.choose(wish=options.get("--lang", ""), environ=os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
    _run(rest)


def _run(arguments: list[str]) -> None:
    from omotenashi.config.cli import frame, problems, root

    try:
        root.app(args=arguments, prog_name="omotenashi")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        words = problems.explain(error=error)
        if words is None or os.environ.get("OMOTENASHI_DEBUG"):
            raise
        frame.fail(words)
