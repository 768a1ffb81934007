# SPDX-License-Identifier: Apache-2.0
"""`{% load ui %}`: every tag and filter of the components, gathered from `omotenashi.web.ui.tags`."""

from django.template import Library

from omotenashi.web.ui.tags import (
    assets,
    blocks,
    brand,
    charts,
    controls,
    figures,
    flow,
    formats,
    forms,
    icons,
    keeping,
    listing,
    story,
)

register = Library()

for family in (assets, blocks, brand, charts, controls, figures, flow, formats, forms, icons, keeping, listing, story):
    register.tags.update(family.register.tags)
    register.filters.update(family.register.filters)
