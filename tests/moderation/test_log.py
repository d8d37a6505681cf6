"""Who reads which part of the audit log."""

from tests.support import LiveSite, refused, text_of


async def acts(site: LiveSite, space: int | None = None) -> None:
    section = await site.section("Сон", space=space)
    topic = await site.admin.call("forum.create_topic", section_id=section.id, title="Тихий час", body="Как уложить?")
    await site.admin.call("forum.close", topic_id=topic.id, reason="решено")


async def test_moderators_read_the_log_of_their_space_only(site: LiveSite) -> None:
    space = await site.space()
    mod, other = await site.person("mod"), await site.person("other", role="moderator")
    await site.person("mod", role="moderator", space=space.id)
    await acts(site, space.id)
    log = (await mod.call("moderation.log", space_id=space.id))["items"]
    assert (log[0].what, log[0].why, log[0].space.id) == ("topic.closed", "решено", space.id)
    assert space.id not in [act.space and act.space.id for act in (await other.call("moderation.log"))["items"]]
    with refused("forbidden"):
        await other.call("moderation.log", space_id=space.id)
    with refused("not_found"):
        await other.call("moderation.log", space_id=2**53 - 1)


async def test_others_do_not_read_it(site: LiveSite) -> None:
    anna = await site.person("anna")
    with refused("forbidden"):
        await anna.call("moderation.log")
    with refused("unauthenticated"):
        await site.visitor.call("moderation.log")
    assert (await site.get("/moderation/log", as_="anna")).status_code == 403
    assert (await site.get("/moderation/log")).headers["location"].startswith("/sign-in")


async def test_the_log_pages_back_by_key(site: LiveSite) -> None:
    for _ in range(3):
        await acts(site)
    whole = (await site.admin.call("moderation.log"))["items"]
    found, after = [], None
    while True:
        page = await site.admin.call("moderation.log", limit=2, after=after)
        found += page["items"]
        if (after := page.next) is None:
            break
    assert found == whole
    assert len({act.id for act in whole}) == len(whole) >= 6


async def test_the_page_says_who_did_what_and_why(site: LiveSite) -> None:
    await acts(site)
    answer = await site.get("/moderation/log", as_="admin")
    said = text_of(answer)
    assert "Тема закрыта" in said
    assert "Тихий час" in said
    assert "Причина: решено" in said
    assert "Ольга Админ" in said
    filtered = await site.get(f"/moderation/log?space={site.network_id}", as_="admin")
    assert filtered.status_code == 200
