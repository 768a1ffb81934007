# SPDX-License-Identifier: Apache-2.0
"""What a till keeps for the time without a line, as one text: goods, prices to come, campaigns, terms, members.

The text says nothing of when it was made, so that its digest tells whether anything is new.
"""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import blake2b

from omotenashi.base.text.variants import KANJI
from omotenashi.commerce.catalogue.queries.planned import planned as planned_prices
from omotenashi.commerce.checkout import queries as checkout
from omotenashi.commerce.loyalty.queries.planned import planned as planned_campaigns
from omotenashi.places.locations import queries as locations
from omotenashi.web.register.access import Till
from omotenashi.web.register.api.reading import CHANNEL
from omotenashi.web.register.offline.engine import campaign_said
from omotenashi.web.register.offline.members import code_key, members
from omotenashi.web.register.offline.words import words

# A long weekend without a line is priced with what was planned for it.
AHEAD = timedelta(days=4)


def made(till: Till, *, now: datetime) -> tuple[bytes, str]:
    """Give the snapshot of a till and its version."""
    until = now + AHEAD
    said = {
        "shop": till.shop.code, "terminal": till.terminal, "channel": CHANNEL,
        "currency": locations.retailer().currency, "zone": str(locations.zone()),
        "terms": asdict(checkout.terms(now)) | {"far": dict(checkout.terms(now).far)},
        "campaigns": [campaign_said(each) for each in planned_campaigns(at=now, until=until)],
        "members": members(till.shop, terminal=till.terminal, now=now),
        "code_key": code_key(till.terminal).hex(), "words": words(),
        "unify": {chr(variant): form for variant, form in KANJI.items()},
    }  # fmt: skip
    rest = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    body = f'{rest[:-1]},"products":{planned_prices(channel=CHANNEL, at=now, until=until)}}}'.encode()
    return body, blake2b(body, digest_size=16).hexdigest()
