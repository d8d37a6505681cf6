"""Who opens a request: the asker, and from the moment it is taken the taker and the lead. Nobody else, by no door."""

from collections.abc import Awaitable, Callable

import pytest

from tests.support import LiveSite, Refused, Row

ROLES = {
    "vera": "asker", "irina": "taker", "lidia": "lead", "sofia": "other specialist", "oleg": "owner of the space",
    "admin": "administrator", "gleb": "other parent", "visitor": "visitor",
}  # fmt: skip
SECRET = "Сыну поставили диагноз"


async def garden(site: LiveSite) -> Row:
    """A request that waits in a queue of a public space whose owner is not an administrator."""
    await site.person("oleg")
    space = await site.space(owner="admin")
    await site.person("oleg", "owner", space=space.id)
    for who in ("vera", "gleb"):
        await site.person(who, "guest", space=space.id)
    lead = await site.person("lidia")
    queue = await site.queue("Логопед", specialists=["irina", "sofia"], space=space.id, lead_id=lead.id)
    return await site.as_("vera").call("consult.ask", queue_id=queue.id, subject="Тема вопроса", body=SECRET)


async def outcome(attempt: Awaitable[object]) -> str:
    try:
        answer = str(await attempt)
    except Refused as refusal:
        return refusal.kind
    return "text" if SECRET in answer else "ok"


async def page(site: LiveSite, who: str, path: str) -> str:
    """What a browser ends with: the text, a page without it, or the status."""
    answer = await site.get(path, as_=None if who == "visitor" else who)
    while answer.is_redirect:
        if answer.headers["location"].startswith("/sign-in"):
            return "sign in"
        answer = await site.get(answer.headers["location"], as_=None if who == "visitor" else who)
    if answer.status_code != 200:
        assert SECRET not in answer.text
        return str(answer.status_code)
    return "text" if SECRET in answer.text else "ok"


async def listen(site: LiveSite, who: str, channel: str) -> str:
    socket = await site.socket(who)
    return await outcome(socket.call("live.subscribe", channel=channel))


DOORS: dict[str, Callable[[LiveSite, str, Row], Awaitable[str]]] = {
    "consult.get": lambda site, who, r: outcome(site.as_(who).call("consult.get", request_id=r.id)),
    "chat.history": lambda site, who, r: outcome(site.as_(who).call("chat.history", room_id=r.room_id)),
    "chat.catch_up": lambda site, who, r: outcome(
        site.as_(who).call("chat.catch_up", room_id=r.room_id, after_version=0)
    ),
    "chat.source": lambda site, who, r: outcome(site.as_(who).call("chat.source", room_id=r.room_id, seq=1)),
    "chat.send": lambda site, who, r: outcome(site.as_(who).call("chat.send", room_id=r.room_id, body="Здравствуйте")),
    "room:": lambda site, who, r: listen(site, who, f"room:{r.room_id}"),
    "request:": lambda site, who, r: listen(site, who, f"request:{r.id}"),
    "/c/": lambda site, who, r: page(site, who, f"/c/{r.id}"),
    "/r/": lambda site, who, r: page(site, who, f"/r/{r.room_id}"),
    "/r/1": lambda site, who, r: page(site, who, f"/r/{r.room_id}/1"),
    "consult.openings": lambda site, who, r: outcome(site.as_(who).call("consult.openings", request_id=r.id)),
}

NOT, NO, WHO = "not_found", "forbidden", "unauthenticated"
WAITING = {
    #                   vera    irina  lidia  sofia  oleg   admin  gleb   visitor
    "consult.get":      ("ok",   "ok",  "ok",  "ok",  NOT,   NOT,   NOT,   WHO),
    "chat.history":     ("text", NOT,   NOT,   NOT,   NOT,   NOT,   NOT,   NOT),
    "chat.catch_up":    ("text", NOT,   NOT,   NOT,   NOT,   NOT,   NOT,   NOT),
    "chat.source":      ("text", NOT,   NOT,   NOT,   NOT,   NOT,   NOT,   WHO),
    "chat.send":        ("ok",   NOT,   NOT,   NOT,   NOT,   NOT,   NOT,   WHO),
    "room:":            ("ok",   NOT,   NOT,   NOT,   NOT,   NOT,   NOT,   NOT),
    "request:":         ("ok",   NO,    NO,    NO,    NOT,   NOT,   NOT,   NOT),
    "/c/":              ("text", "ok",  "ok",  "ok",  "404", "404", "404", "sign in"),
    "/r/":              ("text", "404", "404", "404", "404", "404", "404", "404"),
    "/r/1":             ("text", "404", "404", "404", "404", "404", "404", "404"),
    "consult.openings": ("ok",   NO,    NO,    NO,    NOT,   NOT,   NOT,   WHO),
}  # fmt: skip
TAKEN = WAITING | {
    "consult.get":      ("ok",   "ok",  "ok",  NO,    NOT,   NOT,   NOT,   WHO),
    "chat.history":     ("text", "text", "text", NOT, NOT,   NOT,   NOT,   NOT),
    "chat.catch_up":    ("text", "text", "text", NOT, NOT,   NOT,   NOT,   NOT),
    "chat.source":      ("text", NO,    NO,    NOT,   NOT,   NOT,   NOT,   WHO),
    "chat.send":        ("ok",   "ok",  "ok",  NOT,   NOT,   NOT,   NOT,   WHO),
    "room:":            ("ok",   "ok",  "ok",  NOT,   NOT,   NOT,   NOT,   NOT),
    "request:":         ("ok",   "ok",  "ok",  NO,    NOT,   NOT,   NOT,   NOT),
    "/c/":              ("text", "text", "text", "403", "404", "404", "404", "sign in"),
    "/r/":              ("text", "text", "text", "404", "404", "404", "404", "404"),
    "/r/1":             ("text", "text", "text", "404", "404", "404", "404", "404"),
}  # fmt: skip


@pytest.mark.parametrize("state", ["waiting", "taken"])
async def test_who_opens_a_request_through_which_door(site: LiveSite, state: str) -> None:
    request = await garden(site)
    if state == "taken":
        await site.as_("irina").call("consult.take", request_id=request.id)
    found = {door: tuple([await attempt(site, who, request) for who in ROLES]) for door, attempt in DOORS.items()}
    assert found == (WAITING if state == "waiting" else TAKEN)


async def test_before_it_is_taken_those_who_answer_see_the_outline_only(site: LiveSite) -> None:
    request = await garden(site)
    seen = await site.as_("irina").call("consult.get", request_id=request.id)
    assert (seen.subject, seen.asker_role, seen.state) == ("Тема вопроса", "guest", "waiting")
    assert (seen.asker, seen.room_id) == (None, None)
    shown = await site.get(f"/c/{request.id}", as_="irina")
    assert "Vera" not in shown.text
    assert "Vera" not in (await site.get(f"/q/{request.queue_id}", as_="irina")).text


async def test_every_opening_is_written_and_shown_to_the_asker(site: LiveSite) -> None:
    request = await garden(site)
    vera, irina, lidia = site.as_("vera"), site.as_("irina"), site.as_("lidia")
    await irina.call("consult.take", request_id=request.id)
    await vera.call("consult.get", request_id=request.id)
    await vera.call("chat.history", room_id=request.room_id)
    assert (await vera.call("consult.openings", request_id=request.id))["items"] == []
    await irina.call("consult.get", request_id=request.id)
    await irina.call("consult.get", request_id=request.id)
    await lidia.call("chat.history", room_id=request.room_id)
    await site.get(f"/c/{request.id}", as_="irina")
    await site.socket("lidia", f"room:{request.room_id}")
    opened = (await vera.call("consult.openings", request_id=request.id))["items"]
    assert sorted((opening.person.name, opening.door) for opening in opened) == [
        ("Irina", "http"), ("Irina", "http"), ("Irina", "page"), ("Lidia", "http"), ("Lidia", "socket"),
    ]  # fmt: skip
    assert "Журнал доступа" in (await site.get(f"/c/{request.id}", as_="vera")).text


async def test_who_is_refused_leaves_no_opening(site: LiveSite) -> None:
    request = await garden(site)
    await site.as_("irina").call("consult.take", request_id=request.id)
    for who in ("sofia", "oleg", "gleb"):
        for attempt in DOORS.values():
            await attempt(site, who, request)
    assert (await site.as_("vera").call("consult.openings", request_id=request.id))["items"] == []


async def test_another_lead_opens_what_the_former_one_no_longer_does(site: LiveSite) -> None:
    request = await garden(site)
    await site.as_("irina").call("consult.take", request_id=request.id)
    nina = await site.person("nina")
    listening = await site.socket("lidia", f"room:{request.room_id}")
    await site.as_("oleg").call("consult.set_lead", queue_id=request.queue_id, person_id=nina.id)
    assert await DOORS["chat.history"](site, "nina", request) == "text"
    assert await DOORS["chat.history"](site, "lidia", request) == "not_found"
    await site.as_("vera").call("chat.send", room_id=request.room_id, body="Ещё одно")
    await listening.hears_nothing(but=("live.dropped",))
    await site.as_("oleg").call("consult.set_lead", queue_id=request.queue_id)
    assert await DOORS["/c/"](site, "nina", request) == "404"


async def test_removed_a_specialist_gives_back_what_was_in_hand(site: LiveSite) -> None:
    request = await garden(site)
    irina = site.as_("irina")
    await irina.call("consult.take", request_id=request.id)
    await site.as_("oleg").call("consult.remove_specialist", queue_id=request.queue_id, person_id=irina.id)
    assert await DOORS["chat.history"](site, "irina", request) == "not_found"
    mine = (await site.as_("vera").call("consult.mine"))["items"]
    assert [(one.state, one.place) for one in mine] == [("waiting", 1)]
    people = await site.as_("oleg").call("consult.specialists", queue_id=request.queue_id)
    assert [one.person.name for one in people["items"]] == ["Sofia"]
