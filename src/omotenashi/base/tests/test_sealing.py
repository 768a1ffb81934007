# SPDX-License-Identifier: Apache-2.0
"""What is sealed opens with its key, for its thing, unchanged; and in no other way."""

import pytest

from omotenashi.base.sealing import Unreadable, seal, unseal

KEY, OTHER = bytes(32), bytes([1]) * 32


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealed = seal("sk_live_花", key=KEY, about="stripe")
    assert unseal(sealed, key=KEY, about="stripe") == "sk_live_花"
    assert (b"sk_live" in sealed, sealed == seal("sk_live_花", key=KEY, about="stripe")) == (False, False)


@pytest.mark.parametrize(("key", "about", "cut"), [(OTHER, "stripe", 0), (KEY, "other", 0), (KEY, "stripe", 1)])
def test_another_key_another_thing_or_a_changed_byte_opens_nothing(key: bytes, about: str, cut: int) -> None:
    sealed = seal("sk", key=KEY, about="stripe")
    with pytest.raises(Unreadable):
        unseal(sealed[: len(sealed) - cut], key=key, about=about)
