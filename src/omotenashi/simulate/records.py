# SPDX-License-Identifier: Apache-2.0
"""What each system wrote down about a person: the EC site all of it, the till little, LINE hardly anything. Pure.

Records that are not tied to another one differ in spelling, surname, home or number: the work of 名寄せ.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.simulate import identities
from omotenashi.simulate.memberships import FAMILY_PHONE, FORMER_PHONE, MISTYPED_PHONE, NO_PHONE
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import EC, LINE, PHONE, STORE
from omotenashi.simulate.surnames import VARIANTS
from omotenashi.simulate.trade_year import moment

SOURCES = ("ec", "till", "line", "phone")
# Whims: which draw of a person decides what.
_KANA_ONLY, _VARIANT, _BIRTH, _GENDER, _HOME, _KANA_FORM, _LINE_NAME, _PHONE_FORM = range(8)
_ZONES = ("Asia/Singapore", "Asia/Taipei", "Asia/Bangkok")
# How a till without small kana prints a name.
_LARGE = str.maketrans("ァィゥェォッャュョ", "アイウエオツヤユヨ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, whose it truly is, and through which membership it came."""

    person: int
    kind: int
    record: CustomerRecord

    @property
    def source(self) -> str:
        return SOURCES[self.kind]


def own_key(world: World, person: int, kind: int) -> Identifier:
    """Give the key by which a membership's orders are known."""
    if kind == EC:
        return Identifier("member_no", identities.member_no_of(person))
    if kind == STORE:
        return Identifier("member_no", identities.card_of(person))
    if kind == LINE:
        return Identifier("line_user_id", identities.line_id_of(person, seed=world.seed))
    return Identifier("phone", desk_phone(world, person))


def desk_phone(world: World, person: int) -> str:
    """Give the number by which the order desk knows a person."""
    known = world.memberships.opened[person]
    tied = world.memberships.tied[person, PHONE]
    alone = known[EC] < 0 and known[STORE] < 0
    return identities.phone_of(person) if tied or alone else identities.desk_phone_of(person)


def membership_entry(world: World, person: int, kind: int) -> Entry:
    """Give what a system wrote when the membership was opened."""
    at = int(world.memberships.opened[person, kind])
    keys = [own_key(world, person, kind)]
    if kind == EC:
        keys += [_email(world, person), Identifier("phone", identities.phone_of(person))]
        fields = (
            names(world, person, at)
            | _birth(world, person)
            | _gender(world, person)
            | home(world, person, at)
            | _abroad(person)
        )
    elif kind == STORE:
        keys += _till_keys(world, person)
        fields = _till_fields(world, person, at)
    elif kind == LINE:
        fields = {} if world.memberships.tied[person, LINE] else _line_fields(world, person, at)
    else:
        loose = not world.memberships.tied[person, PHONE]
        fields = names(world, person, at, variant=loose and world.whims[person, _VARIANT] < 0.5)
        fields |= home(world, person, at)
    opened = moment(at)
    return Entry(
        person, kind, CustomerRecord(identifiers=tuple(keys), fields=fields, observed_at=opened, registered_at=opened)
    )


def tie_entry(world: World, person: int) -> Entry:
    """Give the record of ID連携: the LINE account together with the number of the other membership."""
    at = moment(world.memberships.line_tied_at[person])
    other = own_key(world, person, int(world.memberships.line_tied_to[person]))
    keys = (own_key(world, person, LINE), other)
    return Entry(person, LINE, CustomerRecord(identifiers=keys, observed_at=at, registered_at=at))


def _email(world: World, person: int) -> Identifier:
    return Identifier("email", identities.email_of(world.identities, person))


def _till_keys(world: World, person: int) -> list[Identifier]:
    keys = [_email(world, person)] if world.memberships.till_email[person] else []
    form = int(world.memberships.till_phone[person])
    family = int(world.identities.family_of[person])
    if form == NO_PHONE:
        return keys
    if form == FAMILY_PHONE:
        number = identities.phone_of(family)
    else:
        number = identities.phone_of(person, former=form == FORMER_PHONE, mistyped=form == MISTYPED_PHONE)
    # Half of the clerks leave the hyphens out.
    plain = world.whims[person, _PHONE_FORM] < 0.5
    return [*keys, Identifier("phone", number.replace("-", "") if plain else number)]


def _till_fields(world: World, person: int, at: int) -> dict[str, str]:
    whim = world.whims[person]
    loose = is_loose(world, person)
    fields = names(world, person, at, variant=loose and whim[_VARIANT] < 0.5)
    if whim[_KANA_FORM] < 0.25:
        fields["kana"] = fields["kana"].translate(_LARGE)
    if whim[_KANA_ONLY] < 0.45:
        del fields["name"]
    if whim[_BIRTH] < 0.3:
        fields |= _birth(world, person)
    if whim[_GENDER] < 0.5:
        fields |= _gender(world, person)
    if whim[_HOME] < 0.25:
        fields |= home(world, person, at)
    return fields


def is_loose(world: World, person: int) -> bool:
    """Say whether a till's record stands alone although its person is known elsewhere too."""
    return bool(world.memberships.opened[person, EC] >= 0 and not world.memberships.tied[person, STORE])


def _line_fields(world: World, person: int, at: int) -> dict[str, str]:
    """Give the name shown on LINE: a given name in some writing."""
    _, (given, kana) = identities.name_of(world.identities, person, at=at)
    whim = world.whims[person, _LINE_NAME]
    romaji = identities.romaji(kana)
    return {"name": given if whim < 0.4 else romaji.capitalize() if whim < 0.7 else romaji if whim < 0.8 else kana}


def names(world: World, person: int, at: int, *, variant: bool = False) -> dict[str, str]:
    """Give name and kana as they are at a moment; `variant`: the surname in other characters."""
    (surname, surname_kana), (given, kana) = identities.name_of(world.identities, person, at=at)
    written = VARIANTS.get(surname, surname) if variant else surname
    return {"name": f"{written} {given}", "kana": f"{surname_kana} {kana}"}


def _birth(world: World, person: int) -> dict[str, str]:
    return {"birth_date": (date(1970, 1, 1) + timedelta(days=int(world.people.born[person]))).isoformat()}


def _gender(world: World, person: int) -> dict[str, str]:
    return {"gender": "female" if world.identities.woman[person] else "male"}


def _abroad(person: int) -> dict[str, str]:
    """Give the time zone of the few who live abroad for a while; those zones have no night while we write."""
    return {"zone": _ZONES[person // 40 % 3]} if person % 40 == 7 else {}


def home(world: World, person: int, at: int) -> dict[str, str]:
    """Give the address at a moment."""
    town, address = identities.home_of(world.identities, person, at=at)
    return {"postal_code": town.postal_code, "prefecture": town.prefecture, "city": town.city, "address": address}
