# SPDX-License-Identifier: Apache-2.0
"""docs/modules.md: what each app owns, offers, hears and tells, taken from the docstrings.

`python -m tests.architecture.modules` writes it anew.
"""

import importlib
import re

from tests.architecture import plan

PAGE = plan.ROOT / "docs" / "modules.md"
WORDS = ("Owns", "Offers", "Hears", "Tells")
_HEAD = """# Modules

What each app owns, offers, hears and tells, from the top floor to the ground.
Made from the docstrings by `just lists`; change the docstring, not this page.

| app | what it is | owns | offers (called from above) | hears (from below) | tells (to above) |
| --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """Give the page as it should be."""
    heights = plan.heights()
    apps = sorted(plan.built_apps(), key=lambda name: (heights[name], name), reverse=True)
    return _HEAD + "".join(_row(name) for name in apps)


def said(prose: str) -> dict[str, str]:
    """Give what a docstring says under each of the four words."""
    text = " ".join(prose.split())
    pattern = rf"({'|'.join(WORDS)}): (.*?)(?=\s(?:{'|'.join(WORDS)}):|$)"
    return {word: words.strip().rstrip(".") for word, words in re.findall(pattern, text)}


def _row(name: str) -> str:
    prose = importlib.import_module(name).__doc__ or ""
    four = said(prose)
    cells = [f"`{name.removeprefix('omotenashi.')}`", prose.split("\n")[0], *(four.get(word, "") for word in WORDS)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
