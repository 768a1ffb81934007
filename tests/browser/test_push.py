# SPDX-License-Identifier: Apache-2.0
"""Notifications in a real browser: asked for by a press alone, shown as they were sealed, and leading to the tracked page."""

import json
from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import CapRule, Message, PushDevice
from omotenashi.engagement.messaging.tests import pushing, world
from omotenashi.people.consent.models import ConsentEntry
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import NodePerson

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A browser may know its company and reach it, may be refused, or may wait without end: the network decides. Not here.
_REFUSED = (
    "PushManager.prototype.subscribe = async () => { throw new DOMException('push service error', 'AbortError'); };"
)
_SILENT = "PushManager.prototype.subscribe = () => new Promise(() => { window.isWaiting = true; });"
# What a page must never do by itself.
_WATCH = "window.asked = 0; const ask = Notification.requestPermission; Notification.requestPermission = function () { window.asked++; return ask.call(Notification); };"
_SHOWN = """async () => {
  const registered = await navigator.serviceWorker.getRegistration("/my/push/");
  return (await registered.getNotifications()).map((one) => ({ title: one.title, body: one.body, tag: one.tag, url: one.data.url, stop: one.data.stop, actions: one.actions.length }));
}"""
# Whoever presses a notification: the browser tells the worker, and the worker opens a page.
_PRESS = """async (action) => {
  const [shown] = await self.registration.getNotifications();
  const opened = [];
  self.clients.openWindow = async (address) => void opened.push(address);
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification: shown, action }));
  await new Promise((done) => setTimeout(done, 50));
  return opened;
}"""


def _worker_id(devtools: Any, page: Any) -> str:
    """Give the number under which the browser knows the worker of notifications."""
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(
            one["registrationId"] for one in event["registrations"] if one["scopeURL"].endswith("/my/push/")
        ),
    )
    devtools.send("ServiceWorker.enable")
    for _ in range(100):
        if found:
            return found[-1]
        page.wait_for_timeout(50)
    raise AssertionError("no worker")


def test_a_notification_is_asked_for_by_a_press_and_leads_to_its_page(
    live_server: Any, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    world.house()
    messaging.set_origin(live_server.url)
    CapRule.objects.update(ended_at=world.NOW)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP", base_url=live_server.url)
    context.grant_permissions(["notifications"])
    phone = context.new_page()
    phone.add_init_script(_WATCH + _REFUSED)
    phone.goto("/my/push/")
    assert (
        phone.evaluate("window.asked"),
        phone.evaluate("navigator.serviceWorker.getRegistration('/my/push/').then(Boolean)"),
    ) == (0, False)
    phone.get_by_role("button", name="この端末で通知を受け取る").click()
    # No company answers: the simulator offers itself.
    phone.get_by_role("button", name="シミュレーターで試す").click()
    phone.get_by_text("この端末で通知を受け取っています").wait_for()
    device = PushDevice.objects.select_related("contact_point").get()
    assert (device.is_standin, ConsentEntry.objects.get().state) == (True, "granted")
    record = CustomerRecord(
        identifiers=(Identifier("email", "hana@mail.example"), Identifier("push_endpoint", str(device.contact_point.node.value))),
        fields={"name": "花"}, observed_at=world.NOW,
    )  # fmt: skip
    customers.register([record], source="test", now=world.NOW)
    person = NodePerson.objects.get(node=device.contact_point.node_id).person_id
    with pushing.push_service(monkeypatch) as service:
        world.send([world.wish(person, pushing.version(), key="spring")])
    message, [arrived] = Message.objects.get(idem_key="spring"), service.arrived
    # What the simulated company could open with the browser's keys is what a browser hands to its worker.
    said = json.dumps(arrived.said, ensure_ascii=False)
    devtools = context.new_cdp_session(phone)
    number = _worker_id(devtools, phone)
    devtools.send(
        "ServiceWorker.deliverPushMessage", {"origin": live_server.url, "registrationId": number, "data": said}
    )
    phone.wait_for_function(
        "async () => (await (await navigator.serviceWorker.getRegistration('/my/push/')).getNotifications()).length > 0"
    )
    [shown] = phone.evaluate(_SHOWN)
    page = f"{live_server.url}/my/m/{queries.mark_of(message.pk, link=0)}/"
    assert shown == {
        "title": "花へ", "body": "春の花が届きました。", "tag": arrived.topic, "url": page, "stop": arrived.said["stop"], "actions": 1,
    }  # fmt: skip
    worker = next(one for one in context.service_workers if one.url.endswith("/my/push/sw.js"))
    assert worker.evaluate(_PRESS, "") == [page]
    monkeypatch.setattr(clock, "now", lambda: world.NOW + timedelta(minutes=5))
    led = context.request.get(page, max_redirects=0, headers={"User-Agent": pushing.AGENT})
    assert (led.headers["location"], list(message.events.values_list("kind", "actor"))) == (
        "https://hana.example/spring", [("clicked", "human")],
    )  # fmt: skip
    context.close()


def test_a_company_that_never_answers_is_waited_for_no_longer_than_a_person_would(
    live_server: Any, browser: Any
) -> None:
    world.house()
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP", base_url=live_server.url)
    context.grant_permissions(["notifications"])
    phone = context.new_page()
    phone.add_init_script(_SILENT)
    phone.clock.install()
    phone.goto("/my/push/")
    phone.get_by_role("button", name="この端末で通知を受け取る").click()
    phone.wait_for_function("window.isWaiting")
    phone.clock.fast_forward(16_000)
    phone.get_by_text("いまこのブラウザーの通知サービスに接続できません").wait_for()
    assert phone.get_by_role("button", name="シミュレーターで試す").is_visible()
    context.close()


def test_whoever_refuses_is_not_asked_again(live_server: Any, browser: Any) -> None:
    world.house()
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP", base_url=live_server.url)
    phone = context.new_page()
    phone.add_init_script(
        "Notification.requestPermission = async () => 'denied'; Object.defineProperty(Notification, 'permission', { get: () => 'denied' });"
    )
    phone.goto("/my/push/")
    phone.get_by_text("ブラウザーがこの店の通知を拒否しています").wait_for()
    assert (phone.get_by_role("button", name="この端末で通知を受け取る").is_visible(), PushDevice.objects.count()) == (
        False,
        0,
    )
    context.close()
