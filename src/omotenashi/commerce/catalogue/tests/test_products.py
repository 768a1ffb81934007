# SPDX-License-Identifier: Apache-2.0
"""Products: what is said is kept, what is not said stays, what is said again changes nothing."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base import bulk
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue import queries
from omotenashi.commerce.catalogue.actions import ProductRecord
from omotenashi.commerce.catalogue.models import Product, Variant

pytestmark = pytest.mark.django_db


def product(sku: str, code: str = "SHIRT", **said: Any) -> ProductRecord:
    """Make a record of a variant."""
    return ProductRecord(sku=sku, code=code, **said)


def found(text: str) -> list[str]:
    """Give the codes of the products that a search finds."""
    return list(queries.search_products(text).order_by("code").values_list("code", flat=True))


def test_variants_of_one_code_are_one_product() -> None:
    assert catalogue.register([product("S", name="麻のシャツ"), product("M", price=1980)]) == ["created", "created"]
    assert Product.objects.values_list("code", "name").get() == ("SHIRT", "麻のシャツ")
    assert list(Variant.objects.order_by("sku").values_list("sku", "price", "product__code")) == [
        ("M", 1980, "SHIRT"), ("S", None, "SHIRT"),
    ]  # fmt: skip


def test_the_same_words_change_nothing() -> None:
    records = [
        product("S", name="シャツ", price=1980, barcodes=("4901234567894",), options={"size": "S"}),
        product("M"),
    ]
    catalogue.register(records)
    before = bulk.rows("SELECT * FROM catalogue_product UNION ALL SELECT * FROM catalogue_product")
    assert catalogue.register(records) == ["unchanged", "unchanged"]
    assert catalogue.register([product("S"), product("M")]) == ["unchanged", "unchanged"]
    assert bulk.rows("SELECT * FROM catalogue_product UNION ALL SELECT * FROM catalogue_product") == before


def test_what_is_not_said_stays() -> None:
    catalogue.register([product("S", name="シャツ", brand="Hana", price=1980, cost=800, barcodes=("1",))])
    assert catalogue.register([product("S", price=1500)]) == ["updated"]
    assert Variant.objects.values_list("price", "cost", "barcodes").get() == (1500, 800, ["1"])
    assert Product.objects.values_list("name", "brand").get() == ("シャツ", "Hana")


def test_another_name_of_the_product_alone_is_a_change() -> None:
    catalogue.register([product("S", name="シャツ")])
    assert catalogue.register([product("S", name="麻のシャツ")]) == ["updated"]
    assert Product.objects.get().name == "麻のシャツ"


def test_what_is_named_in_passing_does_not_change_what_is_known() -> None:
    catalogue.register([product("S", name="シャツ", price=1980)])
    stubs = [product("S", code="S", name="?", price=1), product("X", code="X", name="新")]
    assert catalogue.register(stubs, only_missing=True) == ["unchanged", "created"]
    assert Variant.objects.get(sku="S").product.name == "シャツ"


def test_one_sku_twice_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="one record"):
        catalogue.register([product("S"), product("S")])


def test_a_variant_can_move_to_another_product() -> None:
    catalogue.register([product("S", code="A"), product("M", code="B")])
    assert catalogue.register([product("S", code="B")]) == ["updated"]
    assert Variant.objects.get(sku="S").product.code == "B"


def test_a_product_is_found_by_all_it_is_called() -> None:
    record = product(
        "SKU-77",
        name="麻のシャツ",
        variant_name="生成り / M",
        brand="花屋",
        category="トップス",
        barcodes=("4901234567894",),
    )
    catalogue.register([record, product("X", code="OTHER", name="帽子")])
    for text in ("シャツ", "しゃつ", "花屋", "とっぷす", "sku77", "SHIRT", "4901234567894", "麻のシャツ 生成り M"):
        assert found(text) == ["SHIRT"], text


def test_a_variant_that_comes_later_is_found_and_the_former_still_is() -> None:
    catalogue.register([product("FIRST", name="シャツ")])
    assert catalogue.register([product("LATER", barcodes=("4909999999990",))]) == ["created"]
    assert [found(text) for text in ("FIRST", "LATER", "4909999999990", "シャツ")] == [["SHIRT"]] * 4


RECORDS = st.lists(
    st.builds(
        lambda sku, code, name, price: ProductRecord(sku=sku, code=code, name=name, price=price),
        st.sampled_from("abcd"), st.sampled_from("PQ"), st.sampled_from(["", "い", "ろ"]), st.sampled_from([None, 1, 2]),
    ),
    unique_by=lambda record: record.sku,
    max_size=4,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_records_says_nothing(records: list[ProductRecord], random: Any) -> None:
    states = []
    shuffled = list(records)
    random.shuffle(shuffled)
    for order in (records, shuffled):
        before = set(Product.objects.values_list("pk", flat=True))
        assert before == set()
        catalogue.register(order)
        states.append(
            sorted(Variant.objects.values_list("sku", "price", "product__code", "product__name", "product__tokens"))
        )
        bulk.run("DELETE FROM catalogue_variant")
        bulk.run("DELETE FROM catalogue_product")
    assert states[0] == states[1]
