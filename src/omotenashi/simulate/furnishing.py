# SPDX-License-Identifier: Apache-2.0
"""Furnish the retailer: name, places, channels, goods and stock. All of it is invented."""

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.stock import actions as stock
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.actions import LocationRecord
from omotenashi.simulate.draws import generator
from omotenashi.simulate.floors import living
from omotenashi.simulate.goods import BRAND, product_records
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import CHANNELS, SHOPS

# Nothing but zeros behind the right check digit: no corporate number has this body.
_REGISTRATION_NUMBER = "T9000000000000"
_CHANNEL_NAMES = {"EC": "EC", "STORE": "店舗", "LINE": "LINE", "PHONE": "電話"}
_WAREHOUSE = "WAREHOUSE"
_NOWHERE = 0.025
# Where the orders of each channel are placed, outside the shops.
ORDER_PLACES = ("EC", "", "LINE", "DESK")

_LOCATIONS = (
    LocationRecord(code="SHIBUYA", name="渋谷店", prefecture="東京都", address="渋谷区神南9-99-9", postal_code="1500041", phone="03-0000-0001",
                   latitude=35.6631, longitude=139.6990),
    LocationRecord(code="KICHIJOJI", name="吉祥寺店", prefecture="東京都", address="武蔵野市吉祥寺本町9-99-9", postal_code="1800004",
                   phone="03-0000-0002", latitude=35.7050, longitude=139.5796),
    LocationRecord(code="YOKOHAMA", name="横浜元町店", prefecture="神奈川県", address="横浜市中区元町9-99-9", postal_code="2310861",
                   phone="03-0000-0003", latitude=35.4405, longitude=139.6506),
    LocationRecord(code=_WAREHOUSE, name="川崎物流センター", kind="dc", prefecture="神奈川県",
                   address="川崎市川崎区東扇島99-9", postal_code="2100869", latitude=35.5010, longitude=139.7620),
    LocationRecord(code="EC", name="オンラインストア", kind="virtual"),
    LocationRecord(code="LINE", name="LINE公式アカウント", kind="virtual"),
    LocationRecord(code="DESK", name="電話受注デスク", kind="virtual", phone="0120-000-000"),
)  # fmt: skip


def set_up_places() -> None:
    """Name the retailer and make its places and channels."""
    places.set_up_retailer(name=BRAND, registration_number=_REGISTRATION_NUMBER, is_demo=True)
    places.register_locations(_LOCATIONS)
    places.register_channels(CHANNELS, names=_CHANNEL_NAMES)


def stock_up(world: World) -> int:
    """Register the goods and count them everywhere; give the number of levels."""
    catalogue.register(product_records(world.goods, year=world.year))
    since = living.begins(world.now)
    checkout.begin_points(now=since)
    counts = stock_counts(world)
    stock.count(counts, source="simulate", key="opening", now=since)
    return len(counts)


def stock_counts(world: World) -> list[stock.CountRecord]:
    """Give what lies where: much in the warehouse, some in the shops, one in twelve sold out."""
    rng = generator(seed=world.seed, purpose="stock")
    goods = world.goods
    pace = goods.appeal / goods.appeal.mean()
    # What can be had nowhere: the makers are late.
    gone = generator(seed=world.seed, purpose="nowhere").random(len(goods)) < _NOWHERE
    counts = []
    for place, mean in ((_WAREHOUSE, 45.0), *((shop, 7.0) for shop in SHOPS)):
        on_hand = rng.poisson(mean * (0.4 + 0.6 * pace))
        on_hand[rng.random(len(goods)) < (0.02 if place == _WAREHOUSE else 0.08)] = 0
        on_hand[gone] = 0
        counts += [
            stock.CountRecord(sku=variant.sku, location=place, on_hand=int(count))
            for variant, count in zip(goods.variants, on_hand, strict=True)
        ]
    return counts
