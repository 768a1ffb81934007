# SPDX-License-Identifier: Apache-2.0
"""Build hook of the package: the front end (Vite) and the message catalogues (Babel)."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = str(Path(__file__).parent / "src")


def build_frontend() -> None:
    from omotenashi.web.ui import build

    build.build()


def build_messages() -> None:
    from omotenashi.config import messages

    messages.build()


class Hook(BuildHookInterface[Any]):
    """Runs before a wheel and before an editable installation; both need what it builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, SOURCE)
        try:
            build_frontend()
            build_messages()
        finally:
            sys.path.remove(SOURCE)
