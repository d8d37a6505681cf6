"""Administrators find, block and let back people; others may not."""

import pytest

from tests.support import PASSWORD, LiveSite, refused, text_of


async def test_people_are_found_by_words_of_name_and_e_mail(site: LiveSite) -> None:
    await site.person("anna", name="Анна Королёва")
    await site.person("boris", name="Борис Лунин")
    for words in ("королева", "КОРОЛЁВА", "anna@"):
        found = await site.admin.call("people.list", words=words)
        assert [row.name for row in found["items"]] == ["Анна Королёва"]
    for words in ("%", "_", "\\"):
        assert (await site.admin.call("people.list", words=words))["items"] == []


async def test_the_list_is_paged_by_name(site: LiveSite) -> None:
    for i in range(5):
        await site.person(f"p{i}", name=f"Вера {i}")
    seen, after = [], None
    while True:
        found = await site.admin.call("people.list", limit=2, after=after)
        seen += [row.name for row in found["items"]]
        after = found["next"]
        if after is None:
            break
    assert seen == [f"Вера {i}" for i in range(5)] + ["Ольга Админ"]


@pytest.mark.parametrize("role", ["guest", "member", "moderator"])
async def test_only_administrators_list_and_block(site: LiveSite, role: str) -> None:
    anna = await site.person("anna")
    boris = await site.person("boris", role=role)
    for operation, params in (
        ("people.list", {}),
        ("people.suspend", {"person_id": anna.id}),
        ("people.unsuspend", {"person_id": anna.id}),
        ("people.make_reset_link", {"person_id": anna.id}),
        ("site.settings", {}),
        ("site.health", {}),
        ("site.configure", {"registration": "closed", "first_role": "guest", "locale": "ru"}),
    ):
        with refused("forbidden"):
            await boris.call(operation, **params)
        with refused("unauthenticated"):
            await site.visitor.call(operation, **params)


async def test_somebody_blocked_is_out_at_once_and_reads_why(site: LiveSite) -> None:
    anna = await site.person("anna")
    token = (await anna.call("tokens.create", title="Журнал")).token
    socket = await site.socket("anna")
    blocked = await site.admin.call("people.suspend", person_id=anna.id, reason="Реклама в чатах")
    assert blocked.suspended_at
    assert await socket.closed_with() == 4401
    for ended in (anna.token, token):
        with refused("unauthenticated"):
            await site.visitor.call("sessions.resume", token=ended)
    with refused("forbidden") as told:
        await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    assert "Реклама в чатах" in told.detail
    with refused("unauthenticated"):
        await site.visitor.call("sessions.open", email="anna@example.org", password="Совсем-другой-пароль")


async def test_somebody_let_back_signs_in_as_before(site: LiveSite) -> None:
    anna = await site.person("anna")
    await site.admin.call("people.suspend", person_id=anna.id)
    assert (await site.admin.call("people.unsuspend", person_id=anna.id)).suspended_at is None
    await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)


async def test_nobody_blocks_themselves_or_a_stranger_of_no_id(site: LiveSite) -> None:
    with refused("conflict"):
        await site.admin.call("people.suspend", person_id=site.admin.id)
    with refused("not_found"):
        await site.admin.call("people.suspend", person_id=10**12)


async def test_blocking_is_in_the_log_with_its_reason(site: LiveSite) -> None:
    anna = await site.person("anna", name="Анна Ковалёва")
    await site.admin.call("people.suspend", person_id=anna.id, reason="Реклама")
    await site.admin.call("people.suspend", person_id=anna.id, reason="Ещё раз")
    await site.admin.call("people.unsuspend", person_id=anna.id)
    acts = (await site.admin.call("moderation.log"))["items"]
    acts = [(act.what, act.title, act.why) for act in acts if act.what.startswith("person.")]
    assert acts == [
        ("person.unsuspended", "Анна Ковалёва", ""),
        ("person.suspended", "Анна Ковалёва", "Реклама"),
    ]


async def test_the_pages_block_and_let_back(site: LiveSite) -> None:
    anna = await site.person("anna")
    path = f"/admin/people/{anna.id}"
    assert (await site.post(f"{path}/block", {"reason": "Реклама"}, as_="anna")).status_code == 403
    answer = await site.post(f"{path}/block", {"reason": "Реклама", "client_id": "c"}, as_="admin")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people/anna")
    listed = text_of(await site.get("/admin/people?blocked=1", as_="admin"))
    assert "Anna" in listed and "Реклама" in listed and "Ольга Админ" not in listed.rpartition("Найти")[2]
    await site.post(f"{path}/unblock", {}, as_="admin")
    assert "Anna" not in text_of(await site.get("/admin/people?blocked=1", as_="admin"))


@pytest.mark.parametrize("path", ["/admin", "/admin/people", "/admin/spaces", "/admin/registration"])
async def test_the_pages_are_for_administrators_and_cost_few_statements(site: LiveSite, path: str) -> None:
    await site.person("anna")
    assert (await site.get(path)).status_code == 404
    assert (await site.get(path, as_="anna")).status_code == 403
    assert await site.statements(path, as_="admin") <= 5


async def test_health_tells_sizes_and_schema(site: LiveSite) -> None:
    health = await site.admin.call("site.health")
    assert health.schema == health.known_schema
    assert health.database_bytes > 0 and health.people == 1
    page = (await site.get("/admin", as_="admin")).text
    beside = site.engine.name == "sqlite"  # a server's disk is not for us to look at
    assert (health.free_bytes is not None, health.wal_bytes is not None) == (beside, beside)
    assert ("Свободно на диске" in page) == beside
