# SPDX-License-Identifier: Apache-2.0
"""広告主, and groups of media: what a media code says of who carried it, and what the shop itself calls it.

A medium stands as its source said it: ``google/cpc`` (source/medium of the UTM), or a code of the house, ``TV01``. Who carried
it is what stands before the stroke; of a code it is the code without the number that tells its editions apart. No list of the
house's media is kept anywhere, so names of its own are told to the measure, as their costs are: ``TV=Television``.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from omotenashi.insight.measures.params import BadParameter


def advertiser(medium: ir.StringValue) -> ir.StringValue:
    """The part before the stroke, or the code without its number; a code of digits alone stays; "" for no medium."""
    told = medium.fill_null("")
    bare = told.re_replace("[-_ ]*[0-9]+$", "")
    code = (bare == "").ifelse(told, bare)
    return told.contains("/").ifelse(told.re_replace("/.*$", ""), code)


def own_group(medium: ir.StringValue, names: Mapping[str, str]) -> ir.StringValue:
    """What the shop calls the medium, else its advertiser; of what it does not name, the advertiser."""
    carried = advertiser(medium)
    said = [(medium == code, ibis.literal(name)) for code, name in names.items()]
    said += [(carried == code, ibis.literal(name)) for code, name in names.items()]
    return ibis.cases(*said, else_=carried) if said else carried


def named(pairs: tuple[str, ...]) -> dict[str, str]:
    """ "TV=Television" as a mapping. Raises BadParameter."""
    made: dict[str, str] = {}
    for pair in pairs:
        code, sep, name = (part.strip() for part in pair.partition("="))
        if not (code and sep and name):
            raise BadParameter("media_groups", pair, "CODE=name")
        made[code] = name
    return made
