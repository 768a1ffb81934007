# SPDX-License-Identifier: Apache-2.0
"""Letters that say the same go together, under a key that is written down before anybody is asked to send them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import msgspec
from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.ports import Letter


@transaction.atomic
def gather(letters: Sequence[Letter], *, kept: Mapping[UUID, UUID | None], most: int) -> list[Letter]:
    """Give the letters with the batches they belong to: those `kept` from the time before, else new ones."""
    if not most:
        return list(letters)
    alike: dict[bytes, list[Letter]] = defaultdict(list)
    found: list[Letter] = []
    for letter in letters:
        if batch := kept.get(letter.message_id):
            found.append(replace(letter, batch=batch))
        else:
            alike[msgspec.json.encode(letter.chat)].append(letter)
    for group in alike.values():
        for at in range(0, len(group), most):
            found += _together(group[at : at + most])
    return found


def _together(letters: Sequence[Letter]) -> list[Letter]:
    if len(letters) == 1:
        return list(letters)
    key = new_id()
    Message.objects.filter(pk__in=[one.message_id for one in letters]).update(batch=key)
    return [replace(one, batch=key) for one in letters]
