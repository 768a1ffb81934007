# SPDX-License-Identifier: Apache-2.0
"""Say how fast places serve, how long they wait and what may come back. A change is a new version."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from omotenashi.commerce.orders.models import ServiceVersion
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.commerce.orders.rules.service import ServicePolicy, read


@transaction.atomic
def set_service_policy(settings: Mapping[str, int | bool], *, now: datetime) -> ServicePolicy:
    """Use these from now on; what is not said stays."""
    wanted = read(asdict(service_policy(now)) | dict(settings))
    ServiceVersion.objects.update_or_create(used_since=now, defaults={"settings": asdict(wanted)})
    return wanted
