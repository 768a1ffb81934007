# SPDX-License-Identifier: Apache-2.0
"""What is filled without Liquid says the same as Liquid, and whatever is not that plain is left to it."""

from hypothesis import given
from hypothesis import strategies as st

from omotenashi.engagement.messaging.rules import fields, plain

_WORDS = st.text("春の <b>&\"'}{%花 \n\r", max_size=8)
_SLOTS = st.sampled_from([
    "{{ customer.name }}", "{{customer.name}}", '{{ customer.name | default: "お客さま" }}', "{{ customer.points | number }}",
    "{{ link.n0 }}", "{{ way_out }}", "{{ event.sku }}", '{{ customer.rank | default: "" }}', '{{ event.sku | default: "<b>" }}',
    "{%- if customer.rank -%} x {%- endif -%}", "{{- customer.name -}}", "{{ customer.name | upcase }}",
])  # fmt: skip
_VALUES = st.fixed_dictionaries(
    {
        "customer": st.dictionaries(
            st.sampled_from(["name", "rank"]), st.sampled_from(["花", "<b>&'\"", "x"]), max_size=2
        ).flatmap(lambda known: st.sampled_from([known, {**known, "points": 1250}])),
        "event": st.sampled_from([{}, {"sku": "A-1"}, {"sku": 7}]),
        "link": st.just({"n0": "https://hana.example/?a=1&b=2"}),
        "way_out": st.just("https://hana.example/u/x"),
    }
)


@given(st.lists(st.one_of(_WORDS, _SLOTS), max_size=6).map("".join), _VALUES, st.booleans())
def test_both_say_the_same(text: str, values: dict[str, object], html: bool) -> None:
    fill = plain.filler(text, html)
    quick = fill(values) if fill else None
    if quick is not None:
        assert quick == fields._compiled(text, html).render(**values)


def test_what_most_messages_say_is_plain_and_conditions_are_not() -> None:
    values = {"customer": {"name": "花 <子>"}, "way_out": "https://hana.example/"}
    said = plain.filler('{{ customer.name | default: "お客さま" }} 様 {{ way_out }}', True)
    assert said is not None
    assert said(values) == "花 &lt;子&gt; 様 https://hana.example/"
    assert said({"customer": {}, "way_out": "x"}) == "お客さま 様 x"
    assert plain.filler("{% if customer.rank %}x{% endif %}", True) is None
    assert plain.filler("{{ customer.name | upcase }}", False) is None
    known = plain.filler("{{ customer.rank }}", False)
    assert known is not None
    assert known({"customer": {}}) is None
