# SPDX-License-Identifier: Apache-2.0
"""Who buys and where to: as few fields as an order needs. Goods that are collected need no address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from omotenashi.base.text import phone, postal
from omotenashi.base.text.forms import nfkc
from omotenashi.commerce.orders.actions.placing import ContactDetails

PREFECTURES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
    "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
    "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
).split()
HOME = ("postal_code", "prefecture", "address")


def _text(label: Any, length: int, autocomplete: str, *, required: bool = True, **attrs: str) -> forms.CharField:
    attrs["autocomplete"] = autocomplete
    return forms.CharField(label=label, max_length=length, required=required, widget=forms.TextInput(attrs=attrs))


class ContactForm(forms.Form):
    """Contact and, where something is sent, the address."""

    name = _text(_("Your name"), 100, "name")
    mail = forms.EmailField(
        label=_("Mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = _text(_("Telephone"), 20, "tel", inputmode="tel")
    postal_code = _text(_("Postal code"), 10, "postal-code", inputmode="numeric", placeholder="150-0001")
    prefecture = forms.ChoiceField(
        label=_("Prefecture"), choices=[("", "—"), *((one, one) for one in PREFECTURES)],
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )  # fmt: skip
    address = _text(_("Town, number, building"), 200, "street-address")
    note = _text(_("A word to us"), 300, "off", required=False)

    def __init__(self, *args: Any, is_sent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_sent:
            for name in HOME:
                del self.fields[name]

    def clean_phone(self) -> str:
        """Give the number as it may be dialled."""
        written = str(self.cleaned_data["phone"])
        if phone.e164(written) is None:
            raise ValidationError(_("This is not a telephone number. Please check it."))
        return nfkc(written).strip()

    def clean_postal_code(self) -> str:
        """Give seven digits."""
        code = postal.postal_code(str(self.cleaned_data["postal_code"]))
        if code is None:
            raise ValidationError(_("A postal code has seven digits."))
        return code

    def details(self) -> ContactDetails:
        """Give what the order keeps."""
        return ContactDetails(**{name: str(value) for name, value in self.cleaned_data.items()})


def completed(data: Any) -> dict[str, str]:
    """Give what was typed with prefecture and town from the postal code; what was typed as an address stays."""
    typed = {name: str(data.get(name, "")) for name in ContactForm.base_fields}
    code = postal.postal_code(typed["postal_code"])
    place = postal.lookup(code) if code else None
    if place is not None:
        typed["prefecture"] = place.prefecture
        town = f"{place.city}{place.town}"
        if not typed["address"].startswith(town):
            typed["address"] = town
    return typed
