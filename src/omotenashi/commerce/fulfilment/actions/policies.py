# SPDX-License-Identifier: Apache-2.0
"""Say how fast places serve and how long they wait. A change is a new version."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from omotenashi.commerce.fulfilment.models import PolicyVersion
from omotenashi.commerce.fulfilment.queries import policies
from omotenashi.commerce.fulfilment.rules.policies import Policy, read


@transaction.atomic
def set_policy(settings: Mapping[str, int | bool], *, now: datetime) -> Policy:
    """Use these from now on; what is not said stays."""
    wanted = read(asdict(policies.policy(now)) | dict(settings))
    PolicyVersion.objects.update_or_create(used_since=now, defaults={"settings": asdict(wanted)})
    return wanted
