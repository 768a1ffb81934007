# SPDX-License-Identifier: Apache-2.0
"""What a story knows: who shops, what there is, where, who works; and the clock that plays stories in order."""

import heapq
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import numpy as np

from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.orders.actions import taking_back as orders
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.people.customers.models import NodePerson
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.simulate import identities
from omotenashi.simulate.draws import Floats, generator
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import CHANNELS, EC, STORE
from omotenashi.simulate.trade_year import ZONE

type Story = Generator[datetime, None, None]

# Ids of sales: made from a name, so that a sale of a build that was killed is known again.
_NAMES = UUID("0192a6e0-0000-7000-8000-00000000de30")
WAREHOUSE = "WAREHOUSE"
_REFUSALS = (
    fulfilment.NotNow, fulfilment.ReturnRefused, fulfilment.TooEarly, stock.Conflict, stock.OutOfStock,
    orders.MoreThanHandedOver,
)  # fmt: skip
OPENS, CLOSES = 10, 20


@dataclass(frozen=True, slots=True)
class Shopper:
    """Somebody who may act: all memberships of the person, and what they write into a form."""

    node_ids: tuple[UUID, ...]
    contact: ContactDetails


@dataclass(slots=True)
class Stage:
    """What all stories share. `tills` has the terminal of each shop, `staff` who works there ("": for all)."""

    world: World
    now: datetime
    online: Sequence[Shopper]
    regulars: Sequence[Shopper]
    variants: Sequence[UUID]
    odds: Floats
    places: Mapping[str, UUID]
    staff: Mapping[str, UUID]
    tills: Mapping[str, str] = field(default_factory=dict)

    def rng(self, name: str) -> np.random.Generator:
        """Give the generator of a story: what others do, or did before a kill, moves nothing in it."""
        return generator(seed=self.world.seed, purpose=f"floors:{name}")

    def goods(self, rng: np.random.Generator, count: int) -> list[UUID]:
        """Draw some goods, each once."""
        return [self.variants[n] for n in rng.choice(len(self.variants), size=count, replace=False, p=self.odds)]

    def lying(self, rng: np.random.Generator, shop: str, count: int) -> list[UUID]:
        """Draw some goods of which a shop has some to spare."""
        drawn = self.goods(rng, 40)
        levels = StockLevel.objects.filter(location_id=self.places[shop], variant_id__in=drawn, confidence__gt=60)
        free = {each.variant_id: each.on_hand - each.reserved - each.allocated for each in levels}
        return sorted(drawn, key=lambda variant: free.get(variant, 0) < 3)[:count]

    def clerk(self, shop: str) -> UUID:
        """Give who works in a shop: its own, else headquarters."""
        return self.staff.get(shop, self.staff[""])


def set_stage(world: World, nodes: Mapping[int, UUID], *, since: datetime) -> Stage:
    """Find who may act (members of the EC site since before, and those of them who are the shops' too), and what there is."""
    codes = dict(Variant.objects.values_list("sku", "id"))
    odds = world.goods.appeal / world.goods.appeal.sum()
    known = (world.memberships.opened >= 0) & (world.memberships.opened < since.timestamp())
    alive = np.flatnonzero((world.histories.lost_at < 0) & known[:, EC])
    tied = alive[world.memberships.tied[alive, STORE] & known[alive, STORE]]
    chosen = sorted({*alive[:400].tolist(), *tied[:200].tolist()})
    people = _shoppers(world, nodes, chosen)
    # Customer service and developers stand at no till.
    sellers = Staff.objects.exclude(role__in=["support", "developer"]).order_by("-email")
    return Stage(
        world=world, now=world.now, online=[people[n] for n in alive[:400].tolist()],
        regulars=[people[n] for n in tied[:200].tolist()] or list(people.values()),
        variants=[codes[variant.sku] for variant in world.goods.variants], odds=odds,
        places=dict(Location.objects.values_list("code", "id")),
        staff={(code or ""): key for key, code in sellers.values_list("id", "location__code")},
    )  # fmt: skip


def play(stories: Iterable[Story], *, until: datetime) -> int:
    """Play stories in the order of time; give the number of steps. What would go on later stays as it stands.

    A story that is refused (somebody was faster, or the goods are gone) ends there, as it would in a shop.
    """
    waiting = [(next(story), n, story) for n, story in enumerate(stories)]
    heapq.heapify(waiting)
    steps = 0
    while waiting:
        at, n, story = heapq.heappop(waiting)
        if at > until:
            break
        steps += 1
        try:
            heapq.heappush(waiting, (next(story), n, story))
        except (StopIteration, *_REFUSALS):
            continue
    return steps


def in_hours(at: datetime) -> datetime:
    """Give the moment itself while shops are open, else some minutes after they open next."""
    here = at.astimezone(ZONE)
    opens = here.replace(hour=OPENS, minute=5 + here.minute % 30)
    if here < opens:
        return opens
    return here if here.hour < CLOSES - 1 else opens + timedelta(days=1)


def one_of(rng: np.random.Generator, shoppers: Sequence[Shopper]) -> Shopper:
    """Draw who it is."""
    return shoppers[int(rng.integers(len(shoppers)))]


def sale_id(name: str) -> UUID:
    """Give the id a till makes for a sale."""
    return uuid5(_NAMES, name)


def _shoppers(world: World, nodes: Mapping[int, UUID], people: Sequence[int]) -> dict[int, Shopper]:
    own = {person: nodes[person * len(CHANNELS) + EC] for person in people}
    person_of = dict(NodePerson.objects.filter(node_id__in=own.values()).values_list("node_id", "person_id"))
    together: dict[UUID, list[UUID]] = {}
    shared = NodePerson.objects.filter(
        person_id__in=set(person_of.values()), node__type__in=("member_no", "line_user_id")
    )
    for person_id, node_id in shared.order_by("node__value").values_list("person_id", "node_id"):
        together.setdefault(person_id, []).append(node_id)
    found = {}
    for person, node in own.items():
        others = [each for each in together.get(person_of[node], ()) if each != node]
        found[person] = Shopper((node, *others), _contact(world, person))
    return found


def _contact(world: World, person: int) -> ContactDetails:
    at = int(world.now.timestamp())
    (surname, surname_kana), (given, kana) = identities.name_of(world.identities, person, at=at)
    town, address = identities.home_of(world.identities, person, at=at)
    return ContactDetails(
        name=f"{surname} {given}", kana=f"{surname_kana} {kana}", mail=identities.email_of(world.identities, person),
        phone=identities.phone_of(person), postal_code=town.postal_code, prefecture=town.prefecture,
        address=f"{town.city}{address}",
    )  # fmt: skip
