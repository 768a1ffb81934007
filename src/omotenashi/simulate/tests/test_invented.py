# SPDX-License-Identifier: Apache-2.0
"""What is invented has a valid form, and reaches nobody."""

from datetime import UTC, datetime

import numpy as np

from omotenashi.base.text import codes, phone, postal
from omotenashi.simulate import given_names, identities
from omotenashi.simulate.addresses import towns
from omotenashi.simulate.assortment import CATEGORIES
from omotenashi.simulate.furnishing import _REGISTRATION_NUMBER, stock_counts
from omotenashi.simulate.goods import draw_goods, odds, product_records
from omotenashi.simulate.memberships import FAMILY_PHONE
from omotenashi.simulate.model import draw_world
from omotenashi.simulate.parameters import EC, STORE
from omotenashi.simulate.records import membership_entry
from omotenashi.simulate.surnames import SURNAMES, VARIANTS

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


def test_names_are_many_and_have_kana() -> None:
    given = {*given_names.WOMEN, *given_names.MEN}
    assert (len(set(SURNAMES)) >= 150, len(given) >= 150) == (True, True)
    assert [
        name for name in (*SURNAMES, *given) if not all(name) or not all("ァ" <= sign <= "ヺ" for sign in name[1])
    ] == []


def test_old_and_new_forms_of_a_surname_are_both_about() -> None:
    written = {surname for surname, _ in SURNAMES}
    assert {"高橋", "髙橋", "山崎", "山﨑", "渡辺", "渡邊"} - written == set()
    assert [name for name in VARIANTS if VARIANTS[name] == name] == []


def test_numbers_are_valid_in_form_and_given_to_nobody() -> None:
    numbers = [phone.e164(identities.phone_of(person)) for person in range(5000)]
    assert len(set(numbers)) == 5000
    assert [number for number in numbers if number is None or not number.startswith("+81600")] == []


def test_a_mistyped_number_is_another_number() -> None:
    pairs = [(identities.phone_of(p), identities.phone_of(p, mistyped=True)) for p in range(2000)]
    assert [right for right, wrong in pairs if right == wrong or right[:-2] != wrong[:-2]] == []


def test_mail_goes_to_domains_kept_for_examples() -> None:
    world = draw_world(customers=500, seed=3, now=NOW)
    mails = [identities.email_of(world.identities, person) for person in range(500)]
    assert len(set(mails)) == 500
    assert [mail for mail in mails if not mail.isascii() or "example." not in mail.split("@")[1]] == []


def test_towns_are_real() -> None:
    some = towns()[::400]
    found = [postal.lookup(town.postal_code) for town in some]
    assert [(f.prefecture, f.city) if f else None for f in found] == [(t.prefecture, t.city) for t in some]


def test_every_prefecture_has_towns() -> None:
    assert len({town.prefecture for town in towns()}) == 47


def test_the_goods_are_as_many_as_promised_and_their_barcodes_are_right() -> None:
    goods = draw_goods(seed=1, months=24)
    assert (len({v.code for v in goods.variants}), len(goods)) == (120, 340)
    assert len({v.sku for v in goods.variants}) == len({v.barcode for v in goods.variants}) == len(goods)
    assert [v.barcode for v in goods.variants if not codes.is_jan(v.barcode)] == []
    assert [v.sku for v in goods.variants if not 0 < v.cost < v.price] == []


def test_nothing_is_sold_before_it_is_published() -> None:
    world = draw_world(customers=400, seed=3, now=NOW)
    lines = world.baskets.lines
    assert np.all(world.goods.launched[lines.variant] <= world.purchases.month_of_world[lines.order])
    published = {r.sku: r.published_at for r in product_records(world.goods, year=world.year)}
    assert None not in published.values()
    table = odds(world.goods, months=np.array([0, 23]), year_month=3)
    assert int((table[0, 0, 0] > 0).sum()) == int((world.goods.launched == 0).sum())


def test_food_has_the_lower_tax_rate() -> None:
    assert {c.name for c in CATEGORIES if c.tax_rate == 8} == {"日本茶", "茶菓子", "お試しセット"}


def test_the_registration_number_has_a_right_check_digit() -> None:
    """9 minus the weighted sum of the 12 digits modulo 9 (weights 1 and 2 from the right)."""
    check, body = int(_REGISTRATION_NUMBER[1]), _REGISTRATION_NUMBER[2:]
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(body)))
    assert (len(body), 9 - total % 9) == (12, check)


def test_stock_is_counted_in_the_warehouse_and_in_each_shop() -> None:
    world = draw_world(customers=5, seed=3, now=NOW)
    counts = stock_counts(world)
    assert len(counts) == 4 * len(world.goods)
    assert min(count.on_hand for count in counts) == 0


def test_a_family_gives_one_number_at_the_till() -> None:
    world = draw_world(customers=4000, seed=3, now=NOW)
    sharing = np.flatnonzero(world.memberships.till_phone == FAMILY_PHONE).tolist()
    assert sharing != []
    for person in sharing:
        other = int(world.identities.family_of[person])
        keys = membership_entry(world, person, STORE).record.identifiers
        shared = identities.phone_of(other)
        assert shared.replace("-", "") in {key.value.replace("-", "") for key in keys if key.type == "phone"}


def test_the_ec_site_knows_more_than_the_till() -> None:
    world = draw_world(customers=1000, seed=3, now=NOW)
    at_ec = np.flatnonzero(world.memberships.opened[:, EC] >= 0)[:200].tolist()
    at_till = np.flatnonzero(world.memberships.opened[:, STORE] >= 0)[:200].tolist()
    assert all("name" in membership_entry(world, p, EC).record.fields for p in at_ec)
    nameless = [p for p in at_till if "name" not in membership_entry(world, p, STORE).record.fields]
    assert 0.3 < len(nameless) / len(at_till) < 0.6
