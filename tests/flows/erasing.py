# SPDX-License-Identifier: Apache-2.0
"""A world in which Hana left traces everywhere, and a search of all that is stored."""

import base64
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from omotenashi.base.idempotency.actions import Answer, answer_once
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.actions import PointRecord
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.actions.records import LineRecord, OrderRecord
from omotenashi.connectors.csv.sync.files import import_file
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions import Proof, cases, challenges
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint, Node
from omotenashi.people.staff import actions as staff
from omotenashi.people.timeline import actions as timeline

NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
# What is published now is due by then, whatever the clock of the database says.
LATER = datetime(2100, 1, 1, tzinfo=UTC)
NAME, KANA, PHONE, MAIL = "髙橋 華乃子", "タカハシ カノコ", "090-1234-5678", "hana.takahashi@example.jp"
LINE, STREET = "U4af4980629af4980629af4980629af49", "東京都渋谷区神南一丁目２番３号 花ビル401"
# However somebody may look for her; escapes and packings of the same are made of these.
WANTED = (
    "髙橋", "高橋", "華乃子", "タカハシ", "ﾀｶﾊｼ", "たかはし", "カノコ", "ｶﾉｺ", "090-1234-5678", "09012345678", "+819012345678",
    "9012345678", "０９０", "hana.takahashi", "HANA.TAKAHASHI", LINE, "神南", "花ビル401",
)  # fmt: skip
FILE = (
    "会員番号,お名前,フリガナ,電話番号,メールアドレス,都道府県,住所,生年月日\r\n"
    f"M0001,{NAME},{KANA},{PHONE},{MAIL},東京都,{STREET},1990-04-01\r\n"
    "M0002,佐藤 健,サトウ ケン,03-1111-2222,ken@example.jp,東京都,港区芝1-1-1,1980-01-01\r\n"
    f",髙橋　華乃子,ﾀｶﾊｼ ｶﾉｺ,０９０（１２３４）５６７８,not a mail,東京都,{STREET},not a day\r\n"
    f",髙橋　華乃子,ﾀｶﾊｼ ｶﾉｺ,no number,no mail,東京都,{STREET},1990-04-01\r\n"
)


@dataclass(frozen=True)
class World:
    """Hana and what must be the same afterwards."""

    person: UUID
    mail: ContactPoint


def fill(folder: Path) -> World:
    """Let Hana be met by every part of the house."""
    path = folder / "kaiin.csv"
    path.write_bytes(FILE.encode("cp932"))
    import_file(path=path)
    with zipfile.ZipFile(folder / "kaiin.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", FILE)
    target = Path(settings.FILES_PATH) / "imports" / "old" / "file"
    target.parent.mkdir(parents=True)
    target.write_bytes((folder / "kaiin.xlsx").read_bytes())
    keys = (Identifier("member_no", "M0001"), Identifier("email", MAIL), Identifier("line_user_id", LINE))
    [hana] = customers.register(
        [CustomerRecord(identifiers=keys, fields={"name": NAME, "address": STREET}, observed_at=NOW)],
        source="till",
        now=NOW,
    )
    assert hana.node_id is not None and hana.person_id is not None
    _buy(hana.node_id)
    _say(hana.node_id)
    outbox.deliver(now=LATER)
    return World(hana.person_id, ContactPoint.objects.get(node__type="email", node__value=MAIL))


def _buy(node: UUID) -> None:
    line = LineRecord(sku="S1", quantity=2, unit_price=Decimal(1200), amount=2400)
    ken = Node.objects.get(type="member_no", value="M0002").pk
    orders.record([bought("A1", node, line), bought("A2", node, line), bought("B1", ken, line)], now=NOW)
    loyalty.post([PointRecord(node_id=node, amount=120, type="earn", occurred_at=NOW, key="A1")])


def bought(number: str, node: UUID, *lines: LineRecord, **said: Any) -> OrderRecord:
    """Make an order of the till."""
    given = {"origin": "pos", "number": number, "channel": "STORE", "node_id": node, "placed_at": NOW, "lines": lines}
    return OrderRecord(**{**given, **said})


def _say(node: UUID) -> None:
    """Fill what keeps words: consents, a request, the timeline, the audit log, answers, jobs, logs, mails."""
    point = ContactPoint.objects.get(node__type="email", node__value=MAIL)
    proof = Proof(form="news", ip="203.0.113.9", user_agent="Hana's phone", own_act=True)
    consent.give(contact_point=point, purpose="marketing", source="form", now=NOW, proof=proof)
    case = cases.receive(
        kind="disclosure", source="portal", actor="customer", now=NOW, node_id=node, name=NAME, address=MAIL, text=NAME
    )
    cases.note(case_id=case.pk, by="CS", text=f"{NAME} 様に電話 {PHONE}", now=NOW)
    challenges.ask(
        kind="manage",
        address=MAIL,
        address_hash=bytes(point.address_hash),
        language="ja",
        asked_from="203.0.113.9",
        now=NOW,
    )
    source = timeline.create_source(name="Web", kind="server", now=NOW)
    timeline.ingest(
        [
            {"type": "identify", "userId": "M0001", "anonymousId": "a" * 20, "messageId": "m1",
             "traits": {"name": NAME, "email": MAIL, "phone": PHONE, "address": {"street": STREET}}},
            {"type": "track", "userId": "M0001", "messageId": "m2", "event": "Form Submitted",
             "properties": {"お名前": NAME, "note": f"連絡は {PHONE} へ"}, "context": {"ip": "203.0.113.9"}},
            {"type": "track", "userId": "M0001", "messageId": "m3", "event": "Product Viewed",
             "properties": {"sku": "S1", "name": "酒", "url": f"https://shop.example/?mail={MAIL}"}},
            {"type": "track", "messageId": "m4", "event": "x" * 5, "properties": {"name": NAME, "phone": PHONE}},
        ],
        source=source, now=NOW + timedelta(minutes=1),
    )  # fmt: skip
    timeline.read_identities(now=NOW + timedelta(minutes=2))
    boss = staff.hire(email="hq@example.jp", name="本部", role="headquarters", password=None)
    staff.audit(boss, "customers.export", subject="customers", details={"query": f"?q={NAME}&tel={PHONE}", "rows": 1})
    answer_once(
        owner="k", key="1", body=b"x", work=lambda: Answer(201, f'{{"name": "\\u9ad9\\u6a4b", "email": "{MAIL}"}}')
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('default', 'old.job', jsonb_build_object('mail', %s::text, 'phone', 9012345678), 'succeeded')",
            [MAIL],
        )
        cursor.execute(
            "INSERT INTO outbox_event (id, name, payload) VALUES (gen_random_uuid(), 'old.Event', jsonb_build_object('to', %s::text))",
            [MAIL],
        )
    for folder, name in ((settings.LOGS_PATH, "web.log"), (settings.MAILS_PATH, "1.log")):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(
            f"GET /console/?q=%E9%AB%98%E6%A9%8B%20%E8%8F%AF%E4%B9%83%E5%AD%90\nTo: {MAIL}\nfine\n"
        )


def found_anywhere(*folders: Path) -> list[str]:
    """Name every column and file in which one of the wanted words stands; bytes are read as text, base64 is opened."""
    hits = []
    for table, column, kind in _columns():
        shown = f"encode({column}, 'escape')" if kind == "bytea" else f"{column}::text"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {shown} FROM {table} WHERE {column} IS NOT NULL")
            text = "\n".join(str(row[0]) for row in cursor.fetchall())
        hits += [f"{table}.{column}: {word}" for word in WANTED if word in text]
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
        data = _opened(path)
        hits += [f"{path.name}: {word}" for word in WANTED for way in ("utf-8", "cp932") if _in(word, data, way)]
    return hits


def _in(word: str, data: bytes, encoding: str) -> bool:
    try:
        return word.encode(encoding) in data
    except UnicodeEncodeError:
        return False


def _opened(path: Path) -> bytes:
    data = path.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as packed:
            return b"".join(packed.read(member) for member in packed.infolist())
    return data + base64.b64decode(data, validate=False) if path.suffix == ".b64" else data


def _columns() -> Iterator[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(c.table_name), quote_ident(c.column_name), c.udt_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'"
        )
        yield from cursor.fetchall()
