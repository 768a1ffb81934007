# SPDX-License-Identifier: Apache-2.0
"""Which column of a file means what, found by its header in English or Japanese; the file's name says nothing."""

import re
from collections.abc import Sequence

from omotenashi.base.text.forms import nfkc

ID = "id"

# Field → the ways its header is written, without spaces, signs and capitals.
_WRITTEN: dict[str, str] = {
    ID: "id recid recordid uniqueid rowid 顧客id 会員id 顧客番号 会員番号 顧客コード 会員コード customerid customerno memberno",
    "given": "givenname given firstname first forename fname 名 名前名 givennames",
    "family": "surname family familyname lastname last lname 姓 氏 苗字 名字 sname",
    "name": "name fullname 氏名 名前 お名前 顧客名 会員名 漢字氏名 氏名漢字 customername title productname 商品名 店名",
    "given_kana": "givennamekana firstnamekana 名カナ 名かな 名フリガナ メイ めい 名カタカナ",
    "family_kana": "familynamekana lastnamekana surnamekana 姓カナ 姓かな セイ せい 姓フリガナ 姓カタカナ",
    "kana": "kana カナ かな フリガナ ふりがな 氏名カナ 氏名かな カナ氏名 お名前カナ namekana 名前カナ 氏名フリガナ",
    "birth": "dateofbirth dob birthdate birthday born birth 生年月日 誕生日 お誕生日",
    "gender": "gender sex 性別",
    "phone": "phone phonenumber tel telephone mobile telno 電話 電話番号 携帯 携帯電話 携帯番号 携帯電話番号 連絡先",
    "email": "email mail emailaddress mailaddress メール メールアドレス eメール",
    "postcode": "postcode zip zipcode postalcode 郵便番号 郵便 〒 postcodefake",
    "state": "state prefecture province region 都道府県 県",
    "city": "suburb city town locality 市区町村 市町村 municipality birthplace placeofbirth",
    "street": "address1 street streetname addressline1 番地 町名番地 町域 住所1",
    "street2": "address2 addressline2 建物名 建物 住所2 マンション名",
    "house": "streetnumber housenumber houseno 番号",
    "address": "address 住所 fulladdress 所在地 ご住所",
    "national_id": "socsecid ssn socialsecuritynumber nationalid nin mynumber",
    "text": "description 説明 商品説明 details",
    "price": "price 価格 金額",
    "occupation": "occupation job 職業",
}  # fmt: skip
_FIELD_OF = {written: field for field, all_written in _WRITTEN.items() for written in all_written.split()}
# What stands for the answer in a test set must never be a question.
_ANSWERS = re.compile(r"cluster.*|label|truth|groundtruth|entityid|matchid|entity|personid|true.*")


def find(header: Sequence[str]) -> dict[str, str]:
    """Give column → field (or `id`) for the columns that are known; a field is taken by its first column."""
    found: dict[str, str] = {}
    for column in header:
        field = _FIELD_OF.get(written(column))
        if field and field not in found.values():
            found[column] = field
    return found


def is_answer(column: str) -> bool:
    """Say whether a column may hold who is who, as in test sets: it is never compared."""
    return _ANSWERS.fullmatch(written(column)) is not None


def written(column: str) -> str:
    """Give a header without spaces, signs, capitals, and without the address that an ontology puts before it."""
    plain = nfkc(column).rpartition("#")[2].casefold()
    return re.sub(r"[^\w〒]|_", "", plain)
