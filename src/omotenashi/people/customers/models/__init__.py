# SPDX-License-Identifier: Apache-2.0
"""The tables of customers.

Facts hang on nodes, never on persons: a merge or its undoing only changes `NodePerson`. `seq` is the compact key
of the lake; `changed_in` is the transaction of the last change, kept by a trigger, and drives the lake's feed.
"""

from omotenashi.people.customers.models.identity import Edge, MergeLog, Node, NodePerson, Person
from omotenashi.people.customers.models.profiles import ContactPoint, FieldValue, Profile

__all__ = ["ContactPoint", "Edge", "FieldValue", "MergeLog", "Node", "NodePerson", "Person", "Profile"]
