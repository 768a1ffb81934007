# SPDX-License-Identifier: Apache-2.0
"""Who may write, what is shown where, and what is left of somebody who was erased."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base.outbox.models import Event
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.reviews import actions as reviews
from omotenashi.commerce.reviews import queries
from omotenashi.commerce.reviews.models import Review
from omotenashi.commerce.reviews.rules import rated
from omotenashi.people.customers.actions import registrations as customers


def _bought(*, handed: int = 1, returned: int = 0) -> tuple[UUID, UUID]:
    """Give a member who has bought a shirt, and the product."""
    shop.furnish()
    node = shop.member()
    shop.order(shop.basket(("SHIRT", 1), nodes=(node,)), nodes=(node,))
    OrderLine.objects.update(handed=handed, returned=returned)
    return node, Product.objects.get(variants__sku="SHIRT").pk


def _other() -> UUID:
    record = customers.CustomerRecord(identifiers=(customers.Identifier("member_no", "M2"),), observed_at=NOW)
    node = customers.register([record], source="test", now=NOW)[0].node_id
    assert node is not None
    return node


def _write(node: UUID, product: UUID, *, rating: int = 4, text: str = "いい") -> UUID:
    return reviews.write(node_ids=[node], product_id=product, rating=rating, text=text, name="花", now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("handed", "returned"), [(0, 0), (1, 1)])
def test_who_has_nothing_in_hand_cannot_write(handed: int, returned: int) -> None:
    node, product = _bought(handed=handed, returned=returned)
    with pytest.raises(reviews.BadReview, match="not_bought"):
        _write(node, product)
    assert (Review.objects.count(), queries.purchased([node], [product])) == (0, set())


@pytest.mark.django_db
def test_somebody_else_cannot_write_of_what_another_bought() -> None:
    _node, product = _bought()
    with pytest.raises(reviews.BadReview, match="not_bought"):
        _write(_other(), product)
    assert Review.objects.count() == 0


@pytest.mark.django_db
def test_a_review_waits_is_shown_and_is_hidden_again_everywhere() -> None:
    node, product = _bought()
    one = _write(node, product)
    seen = [(queries.reviews_of(product).count(), queries.ratings_of([product])[product].count)]
    for decide in (reviews.show, reviews.hide):
        assert (decide(one, now=NOW), decide(one, now=NOW)) == (True, False)
        seen.append((queries.reviews_of(product).count(), queries.ratings_of([product])[product].count))
    assert seen == [(0, 0), (1, 1), (0, 0)]


@pytest.mark.django_db
def test_written_anew_it_is_one_voice_that_waits_once_more_and_the_same_words_change_nothing() -> None:
    node, product = _bought()
    one = _write(node, product)
    reviews.show(one, now=NOW)
    assert _write(node, product) == one
    assert (Review.objects.get().state, _write(node, product, rating=2)) == ("shown", one)
    again = Review.objects.get()
    assert (again.state, again.rating) == ("waiting", 2)
    assert Event.objects.filter(name="reviews.ReviewWritten").count() == 2


@pytest.mark.django_db
def test_an_erased_writer_leaves_stars_without_words() -> None:
    node, product = _bought()
    one = _write(node, product)
    reviews.answer(one, text="花様、ありがとうございます", now=NOW)
    reviews.show(one, now=NOW)
    assert (reviews.erase([node]), reviews.erase([node])) == (1, 0)
    left = Review.objects.get()
    assert (left.text, left.name, left.answer, queries.reviews_of(product).count()) == ("", "", "", 0)
    assert queries.ratings_of([product])[product].average == 4.0


@pytest.mark.django_db
def test_only_the_writer_takes_it_back() -> None:
    node, product = _bought()
    one = _write(node, product)
    assert (reviews.take_back(one, node_ids=[_other()]), Review.objects.count()) == (False, 1)
    assert (reviews.take_back(one, node_ids=[node]), Review.objects.count()) == (True, 0)


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 1000)))
def test_the_average_lies_among_the_stars_that_were_given(by_stars: dict[int, int]) -> None:
    found = rated(by_stars)
    given_ones = [stars for stars, n in by_stars.items() if n]
    assert found.count == sum(by_stars.values())
    assert (min(given_ones) <= found.average <= max(given_ones)) if given_ones else found.average == 0
    assert sum(n for _stars, n, _share in found.bars) == found.count
