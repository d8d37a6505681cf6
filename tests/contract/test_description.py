"""The operations that clients are written against, as the server describes them, and docs/api.md beside them."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from community.operations import OPERATIONS, Operation
from tests.support import LiveSite

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"

# Parameters by name; a question mark where a call may leave it out. Others may be added when they may be left out.
PROMISED = {
    "people.register": "name email password locale?",
    "sessions.open": "email password",
    "sessions.resume": "token",
    "sessions.close": "",
    "people.me": "",
    "people.get": "person_id",
    "people.suspend": "person_id",
    "spaces.create": "kind slug title visibility region? town?",
    "spaces.list": "",
    "spaces.get": "space_id",
    "spaces.join": "space_id",
    "spaces.leave": "space_id",
    "spaces.set_role": "space_id person_id role",
    "spaces.invite": "space_id role term count",
    "forum.create_section": "space_id title visibility? who_starts? who_replies?",
    "forum.create_topic": "section_id title body client_id",
    "forum.reply": "topic_id body parent_id? client_id",
    "forum.topics": "section_id after? limit?",
    "forum.posts": "topic_id order? after? limit?",
    "forum.catch_up": "topic_id after_version",
    "forum.source": "post_id",
    "chat.create_room": "space_id title visibility?",
    "chat.add_member": "room_id person_id",
    "chat.remove_member": "room_id person_id",
    "chat.join_room": "room_id",
    "chat.send": "room_id body client_id reply_to?",
    "chat.edit": "room_id seq body",
    "chat.remove": "room_id seq",
    "chat.react": "room_id seq name on",
    "chat.history": "room_id before_seq? after_seq? limit?",
    "chat.catch_up": "room_id after_version limit?",
    "chat.read_up_to": "room_id seq",
    "chat.source": "room_id seq",
    "consult.create_queue": "space_id title lead_id?",
    "consult.add_specialist": "queue_id person_id",
    "consult.set_duty": "queue_id on_duty capacity?",
    "consult.ask": "queue_id subject body client_id anonymous?",
    "consult.take": "request_id",
    "consult.take_next": "queue_id",
    "consult.transfer": "request_id",
    "consult.hold": "request_id",
    "consult.resume": "request_id",
    "consult.close": "request_id",
    "consult.reopen": "request_id",
    "consult.rate": "request_id",
    "consult.withdraw": "request_id",
    "consult.queue": "queue_id",
    "consult.get": "request_id",
    "consult.mine": "",
    "live.catch_up": "channel after_version limit?",
    "live.subscribe": "channel",
    "live.unsubscribe": "channel",
}
NEEDS_MORE = {"consult.rate": {"stars"}}
NEED_CLIENT_ID = {"forum.create_topic", "forum.reply", "chat.send", "consult.ask"}
MAKE_SOMETHING = {
    "people.register", "spaces.create", "spaces.invite", "spaces.invite_many", "forum.create_section",
    "chat.create_room", "chat.open_direct", "consult.create_queue", "tokens.create",
}  # fmt: skip


def fields(operation: Operation) -> dict[str, bool]:
    """Each parameter, and whether it is required."""
    return {field.encode_name: field.required for field in msgspec.structs.fields(operation.params)}


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_an_operation_takes_what_was_promised_and_needs_nothing_else(name: str) -> None:
    takes = fields(OPERATIONS[name])
    promised = {word.rstrip("?"): not word.endswith("?") for word in PROMISED[name].split()}
    assert set(promised) <= set(takes)
    needed = {field for field, required in takes.items() if required}
    assert needed <= {field for field, required in promised.items() if required} | NEEDS_MORE.get(name, set())


@pytest.mark.parametrize("name", sorted(NEED_CLIENT_ID | MAKE_SOMETHING))
def test_what_makes_something_can_be_sent_twice(name: str) -> None:
    assert fields(OPERATIONS[name])["client_id"] == (name in NEED_CLIENT_ID)


def test_the_document_names_every_operation_with_its_parameters() -> None:
    written = {line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `") and "." in line}
    rows = {_row(operation) for operation in OPERATIONS.values()}
    assert sorted(rows - written) == []
    first = {row.split("`")[1] for row in rows}
    named = {line.split("`")[1] for line in written if line.split("`")[1].partition(".")[0] in AREAS}
    assert named - first - NOTIFICATIONS == set()


AREAS = {name.partition(".")[0] for name in OPERATIONS}
NOTIFICATIONS = {
    "chat.changed", "forum.changed", "consult.changed", "spaces.changed", "notify.changed", "consult.place",
    "live.lagged",
}  # fmt: skip


def _row(operation: Operation) -> str:
    takes = ", ".join(name if required else f"{name}?" for name, required in fields(operation).items())
    return f"| `{operation.name}` | {takes or '–'} |"


async def test_the_server_describes_itself_to_programs_and_to_people(site: LiveSite) -> None:
    described: dict[str, Any] = (await site.http.get("/api/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    assert {f"/api/{name}" for name in PROMISED} <= set(described["paths"])
    page = await site.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "chat.send" in page.text
