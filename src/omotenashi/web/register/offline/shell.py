# SPDX-License-Identifier: Apache-2.0
"""What the browser keeps of the register so that it starts without a line: the built files that its pages ask for."""

from hashlib import blake2b

from django.templatetags.static import static

from omotenashi.web.ui.tags.assets import ENTRIES, manifest

_LATIN = "noto-sans-jp-latin-wght-normal.woff2"


def files() -> list[str]:
    """Give the addresses of the scripts, styles and the first font. Islands of the office are not among them."""
    built = manifest()
    found: set[str] = set()
    _add(ENTRIES["main"], found, lazily=False)
    _add(ENTRIES["register"], found, lazily=True)
    _add(ENTRIES["fonts"], found, lazily=False)
    found |= {entry["file"] for key, entry in built.items() if key.endswith(_LATIN)}
    return sorted(static(f"ui/{file}") for file in found)


def build(*, language: str) -> str:
    """Give a word that changes with the build and the language: then the browser takes the new shell."""
    return blake2b("\n".join([language, *files()]).encode(), digest_size=8).hexdigest()


def _add(key: str, found: set[str], *, lazily: bool) -> None:
    entry = manifest()[key]
    if entry["file"] in found:
        return
    found.add(entry["file"])
    found.update(entry.get("css", ()))
    for other in (*entry.get("imports", ()), *(entry.get("dynamicImports", ()) if lazily else ())):
        _add(other, found, lazily=lazily)
