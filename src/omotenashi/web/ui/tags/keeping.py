# SPDX-License-Identifier: Apache-2.0
"""`{% kept %}…{% endkept %}`: what is the same on every page of a language is written once and kept."""

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class Kept(template.Node):
    """Remembers what its inside was, by language; in debug it writes anew."""

    def __init__(self, inside: NodeList) -> None:
        self.nodelist = inside
        self.said: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """Give the inside, written at the first time without anything of this page or this person."""
        language = get_language()
        if language not in self.said or settings.DEBUG:
            # An empty context: whoever puts a name in here by mistake sees at once that it is missing.
            self.said[language] = self.nodelist.render(context.new({}))
        return self.said[language]


@register.tag
def kept(parser: Parser, token: Token) -> Kept:  # noqa: ARG001  # Django's signature
    """Only words, icons and fixed addresses may stand inside: nothing of the page, the person or the request."""
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside)
