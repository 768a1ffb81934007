# SPDX-License-Identifier: Apache-2.0
"""The bars under an address: the vectors of the specification, and what holds of every address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.engagement.messaging.rules import barcodes

NUMBERS = st.text("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=25)
CODES = st.text("0123456789", min_size=7, max_size=7)
# Postal code, number, characters, check, bars: the example that Japan Post publishes, and the rules beside it.
VECTORS = [
    ("1000013", "1-3-2-503", ("1000013" "1-3-2-503"), "9",
     "1311414414414414411431211441431241413241414114431243243243243241131"),
    ("3170055", "6-7-14-2", ("3170055" "6-7-14-2"), "CC1",
     "1331211421314414414114132141421341411412341413243243243243243232431"),
    ("0640804", "29-1524-23-2-501", ("0640804" "29-1524-23-2-"), "3",
     "1314432112314423114412313241141411414113212341413231241413241431231"),
    ("9100067", "3-80-25J1-2B", "", "9", "1341111414414414432121331241423114441413214132441111441413232441131"),
    ("1008792", "", "1008792", "0", "1311414414423121341113243243243243243243243243243243243243243214431"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "number", "signs", "check", "bars"), VECTORS)
def test_the_published_examples_have_their_bars(code: str, number: str, signs: str, check: str, bars: str) -> None:
    made = barcodes.encode(code, number)
    assert (made.check, made.bars) == (check, bars)
    if signs:
        assert made.characters == (*signs, *["CC4"] * (20 - len(signs)))


@given(CODES, NUMBERS)
def test_every_barcode_has_67_bars_and_sums_to_nothing(code: str, number: str) -> None:
    made = barcodes.encode(code, number)
    assert (len(made.bars), made.bars[:2], made.bars[-2:]) == (67, "13", "31")
    assert sum(barcodes.SIGNS.index(sign) for sign in (*made.characters, made.check)) % 19 == 0


@given(CODES, NUMBERS)
def test_every_barcode_can_be_read_back(code: str, number: str) -> None:
    made = barcodes.encode(code, number)
    back = {bars: sign for sign, bars in barcodes.BARS.items()}
    inner = made.bars[2:-2]
    assert tuple(back[inner[at : at + 3]] for at in range(0, len(inner), 3)) == (*made.characters, made.check)


def test_each_sign_has_bars_of_its_own() -> None:
    assert len(set(barcodes.BARS.values())) == len(barcodes.SIGNS) == 19


# The addresses by which Japan Post explains how the number is extracted.
@pytest.mark.parametrize(
    ("code", "text", "number"),
    [
        ("2630023", "千葉県千葉市稲毛区緑町3丁目30-8　郵便ビル403号", "3-30-8-403"),
        ("0140113", "秋田県大仙市堀見内　南田茂木　添60-1", "60-1"),
        ("1100016", "東京都台東区台東5-6-3　ABCビル10F", "5-6-3-10"),
        ("0600906", "北海道札幌市東区北六条東4丁目　郵便センター6号館", "4-6"),
        ("0650006", "北海道札幌市東区北六条東8丁目　郵便センター10号館", "8-10"),
        ("4070033", "山梨県韮崎市龍岡町下條南割　韮崎400", "400"),
        ("2730102", "千葉県鎌ケ谷市右京塚　東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604"),
        ("1980036", "東京都青梅市河辺町十一丁目六番地一号　郵便タワー601", "11-6-1-601"),
        ("0270203", "岩手県宮古市津軽石　第二十一地割大淵川480", "21-480"),
        ("5900016", "大阪府堺市堺区中田出井町四丁六番十九号", "4-6-19"),
        ("0800831", "北海道帯広市稲田町南七線　西28", "7-28"),
        ("3170055", "茨城県日立市宮田町6丁目7-14　ABCビル2F", "6-7-14-2"),
        ("6500046", "兵庫県神戸市中央区港島中町9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1"),
        ("6230011", "京都府綾部市青野町綾部6-7　LプラザB106", "6-7LB106"),
        ("0640804", "北海道札幌市中央区南四条西29丁目1524-23　第2郵便ハウス501", "29-1524-23-2-501"),
        ("9100067", "福井県福井市新田塚3丁目80-25　J1-2B", "3-80-25J1-2B"),
        ("1500001", "神宮前１－２－３", "1-2-3"),
    ],
)
def test_numbers_are_extracted_as_japan_post_explains(code: str, text: str, number: str) -> None:
    assert barcodes.number_of(text, postal_code=code) == number


def test_without_seven_digits_there_are_no_bars() -> None:
    with pytest.raises(ValueError, match="123"):
        barcodes.encode("123", "1-2")
