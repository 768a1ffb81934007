# SPDX-License-Identifier: Apache-2.0
"""Reads about customers: who is behind a key, what is known of them, by whose clock they live, and the search."""

from omotenashi.people.customers.queries.clocks import (
    Clocks,
    clocks_among,
    clocks_of,
    device_zones,
    zones,
    zones_lived_in,
)
from omotenashi.people.customers.queries.doubles import (
    newest_search,
    open_suggestions,
    proposed_threshold,
    reviewed_precision,
    values_to_review,
)
from omotenashi.people.customers.queries.graphs import Bond, Graph, edges_among, graph_of, history_of
from omotenashi.people.customers.queries.heeded import all_tags, avoided, cares_of, tagged, tags_of
from omotenashi.people.customers.queries.lineages import Lineage, lineage_among, lineage_of
from omotenashi.people.customers.queries.persons import (
    count_persons,
    current_person,
    erased_among,
    frozen_persons,
    households_of,
    memberships,
    memberships_of,
    nodes_of,
    person_of,
    persons_of,
    profile_of,
    profiles_by_seq,
    search_profiles,
)

# The words of おもてなし: occasions, topics, and when a topic touches what is said.
from omotenashi.people.customers.rules import cares

# How much of the contact data a reader sees is decided once, for the office and for machines.
from omotenashi.people.customers.rules.masking import Sight, hidden, masked

__all__ = [
    "Bond",
    "Clocks",
    "Graph",
    "Lineage",
    "Sight",
    "all_tags",
    "avoided",
    "cares",
    "cares_of",
    "clocks_among",
    "clocks_of",
    "count_persons",
    "current_person",
    "device_zones",
    "edges_among",
    "erased_among",
    "frozen_persons",
    "graph_of",
    "hidden",
    "history_of",
    "households_of",
    "lineage_among",
    "lineage_of",
    "masked",
    "memberships",
    "memberships_of",
    "newest_search",
    "nodes_of",
    "open_suggestions",
    "person_of",
    "persons_of",
    "profile_of",
    "profiles_by_seq",
    "proposed_threshold",
    "reviewed_precision",
    "search_profiles",
    "tagged",
    "tags_of",
    "values_to_review",
    "zones",
    "zones_lived_in",
]
