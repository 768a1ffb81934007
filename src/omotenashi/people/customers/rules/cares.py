# SPDX-License-Identifier: Apache-2.0
"""The words of おもてなし: occasions to remember, topics to leave alone, and when a topic touches what is said."""

from collections.abc import Collection, Iterable

LONGEST = 200
OCCASIONS = ("wedding", "birthday", "child", "school", "business", "other")
# Whoever named EVERYTHING gets no offers at all; a category of goods is meant with all that is under it.
EVERYTHING = "everything"
TOPICS = (EVERYTHING, "discount", "alcohol", "leather", "fragrance", "children", "celebration", "body")
_CATEGORY = "category:"
_UNDER = " > "


def of_category(name: str) -> str:
    """Name the topic of a category of goods."""
    return _CATEGORY + name


def category(topic: str) -> str:
    """Give the category that a topic means; nothing where it means none."""
    return topic.removeprefix(_CATEGORY) if topic.startswith(_CATEGORY) else ""


def is_topic(word: str) -> bool:
    """Say whether a word names a topic."""
    return word in TOPICS or bool(category(word).strip())


def met(avoided: Iterable[str], told: Collection[str]) -> str:
    """Give the first topic that somebody avoids and a message touches upon; nothing where it touches none."""
    return next((topic for topic in sorted(avoided) if _touches(topic, told)), "")


def _touches(topic: str, told: Collection[str]) -> bool:
    if topic == EVERYTHING or topic in told:
        return True
    wide = category(topic)
    return bool(wide) and any(category(one).startswith(wide + _UNDER) for one in told)
