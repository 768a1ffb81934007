# SPDX-License-Identifier: Apache-2.0
"""Every page of the portal, by area."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

from omotenashi.web.portal import views
from omotenashi.web.portal.layers import views as layers
from omotenashi.web.portal.messages import views as messages
from omotenashi.web.portal.preferences import news
from omotenashi.web.portal.preferences import views as preferences
from omotenashi.web.portal.requests import views as requests

app_name = "portal"
AREAS = ("sample",)
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show_door, name="door"),
    path("", include("omotenashi.web.portal.membership.urls")),
    path("sent/", views.show_sent, name="sent"),
    path("p/<str:token>/", preferences.show_preferences, name="preferences"),
    path("u/<str:token>/", preferences.unsubscribe, name="one-click"),
    path("m/<str:mark>/", messages.follow_link, name="message-link"),
    path("o/<str:mark>/", messages.show_dot, name="message-dot"),
    path("layers/<uuid:message_id>/", layers.create_answer, name="layer"),
    path("push/", include("omotenashi.web.portal.push.urls")),
    path("news/", news.ask_for_news, name="news"),
    path("news/within/", news.ask_within, name="news-within"),
    path("c/<str:token>/", news.confirm, name="confirmation"),
    path("requests/", requests.file_request, name="requests"),
    path("requests/<str:token>/", requests.show_request, name="request"),
]
# An area that is not built yet has no addresses.
urlpatterns += [
    path(f"{area}/", include(f"omotenashi.web.portal.{area}.urls"))
    for area in AREAS
    if (Path(__file__).parent / area / "urls.py").exists()
]
