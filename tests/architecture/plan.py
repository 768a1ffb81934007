# SPDX-License-Identifier: Apache-2.0
"""The floor plan as Python sees it: floors, apps and their heights, read from floor-plan.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "omotenashi"
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "floor-plan.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
# Floors whose packages are Django apps with tables of their own, and the one that is an app as a whole.
FLOORS_OF_APPS = ("places", "people", "commerce", "engagement", "connectors")
WHOLE_APPS = ("insight",)
SURFACES = "web"


@dataclass(frozen=True, order=True)
class Height:
    """How high something stands: its floor, then its place on the floor. Equal heights are strangers."""

    floor: int
    place: int


def layers_of(container: str) -> list[list[str]]:
    """Give the layers of a container from the ground up, brackets removed; empty when there is no contract."""
    for contract in CONTRACTS:
        if contract["type"] == "layers" and contract["containers"] == [container]:
            rows = [[name.strip(" ()") for name in row.split("|")] for row in contract["layers"]]
            return rows[::-1]
    return []


def in_brackets(container: str) -> set[str]:
    """Give the names that the plan allows to be absent."""
    for contract in CONTRACTS:
        if contract["type"] == "layers" and contract["containers"] == [container]:
            names = {name.strip() for row in contract["layers"] for name in row.split("|")}
            return {name.strip("()") for name in names if name.startswith("(")}
    return set()


def floors() -> list[str]:
    """Give the floors from the ground up."""
    return [name for [name] in layers_of("omotenashi")]


def heights() -> dict[str, Height]:
    """Give the height of every package that stands directly on a floor, and of the floors that are one app."""
    found: dict[str, Height] = {}
    for number, floor in enumerate(floors()):
        if floor in WHOLE_APPS:
            found[f"omotenashi.{floor}"] = Height(number, 0)
            continue
        for place, names in enumerate(layers_of(f"omotenashi.{floor}")):
            found |= {f"omotenashi.{floor}.{name}": Height(number, place) for name in names}
    return found


def app_of(module: str) -> str | None:
    """Give the package on a floor to which a module belongs: omotenashi.people.customers, or omotenashi.insight."""
    known = heights()
    parts = module.split(".")
    for length in (3, 2):
        if (name := ".".join(parts[:length])) in known:
            return name
    return None


def built_apps() -> list[str]:
    """Give the packages that exist and are Django apps or must be: apps with tables, insight, and the surfaces."""
    found = [f"omotenashi.{floor}.{name}" for floor in (*FLOORS_OF_APPS, SURFACES) for name in _packages(floor)]
    tools = [
        f"omotenashi.base.{name}" for name in _packages("base") if (PACKAGE / "base" / name / "models.py").exists()
    ]
    return sorted([*found, *tools, *(f"omotenashi.{name}" for name in WHOLE_APPS)])


def _packages(floor: str) -> list[str]:
    return sorted(folder.name for folder in (PACKAGE / floor).iterdir() if (folder / "__init__.py").exists())
