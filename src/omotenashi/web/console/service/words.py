# SPDX-License-Identifier: Apache-2.0
"""What the settings of service are called, and what a change of them says."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

type Word = str | Promise
# What each field is called, and what one should know of it.
FIELDS: Final[dict[str, tuple[Word, Word]]] = {
    "pickup_minutes": (lazy("Pick-up is ready after (minutes)"), lazy("Counted from when the shop is open.")),
    "pickup_days": (lazy("Pick-up waits (days)"), ""),
    "ship_hours": (lazy("A parcel leaves within (hours)"), ""),
    "ship_days": (lazy("A parcel is on its way (days)"), lazy("What customers are told at the checkout.")),
    "return_days": (lazy("Returns within (days)"), lazy("For a change of mind; defects have no such end.")),
    "try_on_hours": (lazy("A try-on waits (hours)"), lazy("Half as long after each time nobody came.")),
    "try_on_least_hours": (lazy("But at least (hours)"), ""),
    "try_on_pieces": (lazy("Pieces for one try-on"), ""),
    "refund_no_show": (lazy("Pay back what nobody fetched"), ""),
    "fulfil_percent": (
        lazy("Credit of who sends it (%)"), lazy("Of a sale in one shop that another place serves; the seller has the rest."),
    ),
    "assist_percent": (
        lazy("Credit of who advised (%)"), lazy("Of the seller's part, when somebody else served the customer."),
    ),
    "support_amount": (
        lazy("One point of support for each"), lazy("Of the credit for advising and sending; 0: no such points."),
    ),
    "reprice_percent": (
        lazy("Price by hand: at most so much off (%)"), lazy("Only leaders change prices; nobody goes below this."),
    ),
    "refunds": (lazy("Who gives money back at a till"), ""),
    "refund_most": (lazy("Above this amount a leader"), lazy("0: no bound.")),
    "drawer_float": (lazy("Change in a drawer at the opening"), lazy("0: nothing was agreed.")),
    "offline_per_customer": (lazy("Points without a line, each customer"), ""),
    "offline_total": (lazy("Points without a line, each till"), ""),
    "offline_hours": (lazy("A permission holds (hours)"), lazy("How long a till may be without a line.")),
    "offline_reserve": (lazy("Set aside for all tills"), lazy("Open permissions never come to more.")),
    "last_pickup_minutes": (
        lazy("Nothing is made ready so long before closing (minutes)"), lazy("What comes later is promised for the next opening."),
    ),
    "picks_per_hour": (lazy("Lines picked in an hour"), lazy("Empty: as many as come. What is full goes to another place.")),
    "can_ship": (lazy("Sends parcels"), ""),
    "can_pickup": (lazy("Hands orders over"), ""),
    "can_try_on": (lazy("Lays aside to try on"), ""),
    "can_take_back": (lazy("Takes returns"), ""),
    "sellable": (lazy("Sells from here"), ""),
    "priority": (lazy("Priority"), ""),
    "buffer_abs": (lazy("Keep pieces"), ""),
    "buffer_pct": (lazy("Percent kept"), ""),
    "min_confidence": (lazy("Sure at least"), ""),
    "access": (lazy("The way here"), lazy("From the station, the entrance, the lift.")),
    "parking": (lazy("Parking"), ""),
    "latitude": (lazy("Latitude"), lazy("In degrees, like 35.6631. Empty: where its postal code lies.")),
    "longitude": (lazy("Longitude"), lazy("In degrees, like 139.6990.")),
    "zone": (lazy("Time zone"), lazy("As Pacific/Honolulu, for a shop abroad: those who buy there are written to by its clock. Empty: the house's.")),
    "alt": (lazy("What the picture shows"), lazy("Read out to who does not see it.")),
    "written": (lazy("Reasons"), lazy("Behind a colon: words in free text that mean it. What fits nowhere goes to the last one.")),
    "week": (lazy("Week"), ""),
    "days": (lazy("Days of their own"), ""),
}  # fmt: skip
# What a house that never wrote a list may begin with.
SUGGESTED: Final[tuple[Word, ...]] = (
    lazy("I liked the product: design, colour, material"), lazy("A friend told me: friend, colleague, family"),
    lazy("Advice of the staff: staff, clerk, advice"), lazy("Reviews and social media: review, Instagram, blog"),
    lazy("Price or campaign: price, cheap, coupon, sale"), lazy("A present: present, gift, birthday"),
    lazy("Something else"),
)  # fmt: skip
_PLACES: Final = {field: place for place, field in enumerate(FIELDS)}
DAYS: Final[tuple[Word, ...]] = (
    lazy("Monday"), lazy("Tuesday"), lazy("Wednesday"), lazy("Thursday"), lazy("Friday"), lazy("Saturday"), lazy("Sunday"),
    lazy("National holidays"),
)  # fmt: skip
_VALUES: Final[dict[str, Word]] = {"everybody": lazy("Everybody who sells"), "leaders": lazy("Leaders only")}


def name(field: str) -> str:
    """Name a field; one without a name stands for itself."""
    return str(FIELDS[field][0]) if field in FIELDS else field


def differences(before: Mapping[str, Any], after: Mapping[str, Any], under: str = "") -> Iterator[tuple[str, str, str]]:
    """Say what differs: the name, what was, and what is; in the order in which the forms ask."""
    for key in sorted({*before, *after}, key=lambda key: (_PLACES.get(key, len(_PLACES)), key)):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        label = " · ".join(filter(None, (under, str(DAYS[int(key)]) if key in "01234567" else name(key))))
        if isinstance(was, dict) or isinstance(now, dict):
            yield from differences(was or {}, now or {}, label)
        else:
            yield label, told(was), told(now)


def told(value: object) -> str:
    """Say a value; nothing is a dash."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " ".join(filter(None, (str(value[0]) or _("closed"), *map(str, value[1:]))))
    return str(_VALUES.get(str(value), "—" if value in (None, "") else value))
