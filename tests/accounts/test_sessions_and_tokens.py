"""Where one is signed in, and tokens for programs: seen and ended by their owner only."""

from tests.support import PASSWORD, LiveSite, refused, text_of

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


async def test_sessions_are_listed_with_this_one_first(site: LiveSite) -> None:
    anna = await site.person("anna")
    form = {"email": "anna@example.org", "password": PASSWORD}
    await site.post("/sign-in", form, **{"user-agent": FIREFOX})
    listed = await anna.call("sessions.list")
    assert [(row.kind, row.current) for row in listed] == [("api", True), ("browser", False)]
    assert "Firefox, Windows" in text_of(await site.get("/settings/sessions", as_="anna"))


async def test_a_session_is_ended_by_its_owner_only(site: LiveSite) -> None:
    anna, boris = await site.person("anna"), await site.person("boris")
    other = await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    session = next(row for row in await anna.call("sessions.list") if not row.current)
    with refused("not_found"):
        await boris.call("sessions.revoke", session_id=session.id)
    await site.visitor.call("sessions.resume", token=other.token)
    answer = await site.post("/settings/sessions/end", {"session_id": session.id, "client_id": "c"}, as_="anna")
    assert answer.status_code == 303
    with refused("unauthenticated"):
        await site.visitor.call("sessions.resume", token=other.token)


async def test_all_other_sessions_end_at_once_and_tokens_stay(site: LiveSite) -> None:
    anna = await site.person("anna")
    other = await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    token = await anna.call("tokens.create", title="Журнал")
    await site.post("/settings/sessions/end-others", {}, as_="anna")
    with refused("unauthenticated"):
        await site.visitor.call("sessions.resume", token=other.token)
    await site.visitor.call("sessions.resume", token=token.token)
    await anna.call("people.me")


async def test_a_token_acts_for_its_owner_until_it_is_revoked(site: LiveSite) -> None:
    anna, boris = await site.person("anna"), await site.person("boris")
    made = await anna.call("tokens.create", title="Журнал", client_id="t-1")
    assert (await anna.call("tokens.create", title="Журнал", client_id="t-1")) == {**made, "token": None}
    with refused("conflict"):
        await anna.call("tokens.create", title="Другой", client_id="t-1")
    assert (await site.visitor.call("sessions.resume", token=made.token)).person.id == anna.id
    assert [row.title for row in await anna.call("tokens.list")] == ["Журнал"]
    assert await boris.call("tokens.list") == []
    with refused("not_found"):
        await boris.call("tokens.revoke", token_id=made.id)
    await anna.call("tokens.revoke", token_id=made.id)
    with refused("unauthenticated"):
        await site.visitor.call("sessions.resume", token=made.token)


async def test_the_page_shows_a_token_once(site: LiveSite) -> None:
    await site.person("anna")
    answer = await site.post("/settings/tokens", {"title": "Для отчётов", "client_id": "t-2"}, as_="anna")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    secret = answer.text.partition('class="secret">')[2].partition("<")[0]
    assert (await site.visitor.call("sessions.resume", token=secret)).person.handle == "anna"
    assert secret not in (await site.get("/settings/tokens", as_="anna")).text
    again = await site.post("/settings/tokens", {"title": "Для отчётов", "client_id": "t-2"}, as_="anna")
    assert 'class="secret"' not in again.text
    refused_form = await site.post("/settings/tokens", {"title": "д" * 101, "client_id": "t-3"}, as_="anna")
    assert refused_form.status_code == 422 and "д" * 101 in refused_form.text


async def test_ended_sessions_are_forgotten(timed_site: LiveSite) -> None:
    from community.accounts.jobs import forget
    from community.clock import DAY

    anna = await timed_site.person("anna")
    timed_site.clock.advance(80 * DAY)
    await anna.call("people.me")
    timed_site.clock.advance(80 * DAY)
    await forget(timed_site.site)

    async def left(tx):
        return await tx.rows("select distinct person_id from sessions")

    assert await timed_site.db.read(left) == [(anna.id,)]
