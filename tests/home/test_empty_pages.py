"""No dead ends: a page with nothing on it says what will be here and offers whoever looks a step they may take."""

import re

import pytest

from tests.support import LiveSite, client_id, text_of


def ways(page: str) -> list[str]:
    """Where the links of a page's own text lead."""
    main = re.search(r'<main id="content".*?</main>', page, re.DOTALL)
    assert main is not None
    return re.findall(r'<a [^>]*href="([^"]+)"', main[0])


@pytest.fixture
async def site(site: LiveSite) -> LiveSite:
    """An empty public space, a member of the network who is not in it, a guest and a member who are."""
    space = await site.space("Сад № 12", slug="sad-12")
    await site.person("boris")
    await site.person("anna", space=space.id)
    await site.person("guest", role="guest")
    await site.person("guest", role="guest", space=space.id)
    return site


STEPS = [
    ("/forum", None, "/sign-in?next=/forum"),
    ("/forum", "anna", "/spaces"),
    ("/forum", "admin", "/s/set-sodruzestvo/f/new"),
    ("/chats", "anna", "/spaces"),
    ("/chats", "admin", "/s/set-sodruzestvo/rooms/new"),
    ("/consultations", None, "/sign-in?next=/consultations"),
    ("/consultations", "anna", "/spaces"),
    ("/consultations", "admin", "/s/set-sodruzestvo/queues/new"),
    ("/notices", "anna", "/forum"),
    ("/spaces?kind=partner", "admin", "/spaces/new"),
    ("/spaces?kind=partner", None, "/spaces"),
    ("/s/sad-12", None, "/s/sad-12/about"),
    ("/s/sad-12", "anna", "/s/sad-12/about"),
    ("/s/sad-12", "guest", "/s/sad-12/about"),
    ("/s/sad-12", "admin", "/s/sad-12/f/new"),
    ("/settings/consents", "anna", "/consultations"),
]


@pytest.mark.parametrize(("path", "who", "step"), STEPS, ids=[f"{path} {who}" for path, who, _ in STEPS])
async def test_an_empty_page_offers_a_step(site: LiveSite, path: str, who: str | None, step: str) -> None:
    network = await site.visitor.call("spaces.get", space_id=site.network_id)
    page = await site.get(path, as_=who)
    assert page.status_code == 200
    assert step.replace("set-sodruzestvo", network.slug) in ways(page.text)


async def test_who_is_alone_in_a_space_is_shown_how_to_invite(site: LiveSite) -> None:
    await site.space("Сад № 13", slug="sad-13")
    assert "/s/sad-13/invitations" in ways((await site.get("/s/sad-13/members", as_="admin")).text)
    assert "Пока здесь только вы" not in text_of(await site.get("/s/sad-12/members", as_="admin"))


@pytest.mark.parametrize(
    ("who", "step"),
    [(None, "/sign-in?next="), ("boris", "/s/sad-12"), ("anna", "/new"), ("guest", "/s/sad-12/about")],
)
async def test_a_section_without_topics_offers_a_step(site: LiveSite, who: str | None, step: str) -> None:
    space = await site.visitor.call("spaces.get", slug="sad-12")
    section = await site.section(space=space.id)
    assert any(step in way for way in ways((await site.get(f"/s/sad-12/f/{section.id}-{section.slug}", who)).text))


@pytest.mark.parametrize(
    ("who", "step"), [(None, "/sign-in?next="), ("boris", "/s/sad-12"), ("guest", "/s/sad-12/about")]
)
async def test_a_room_says_how_one_comes_to_write_in_it(site: LiveSite, who: str | None, step: str) -> None:
    space = await site.visitor.call("spaces.get", slug="sad-12")
    room = await site.room(space=space.id)
    page = await site.get(f"/r/{room.id}", as_=who)
    assert "Здесь" in text_of(page)
    assert any(way.startswith(step) for way in ways(page.text))


async def test_a_topic_says_why_a_guest_does_not_reply(site: LiveSite) -> None:
    space = await site.visitor.call("spaces.get", slug="sad-12")
    topic = await site.topic("anna", section=await site.section(space=space.id))
    page = await site.get(f"/t/{topic.id}-{topic.slug}", as_="guest")
    assert "/s/sad-12/about" in ways(page.text)
    assert "не позволяет здесь отвечать" in text_of(page)


async def test_a_direct_talk_says_who_sees_it(site: LiveSite) -> None:
    talk = await site.as_("anna").call("chat.open_direct", person_id=site.as_("boris").id)
    assert "только вы двое" in text_of(await site.get(f"/r/{talk.id}", as_="anna"))


async def test_a_queue_that_nobody_answers_says_so(site: LiveSite) -> None:
    space = await site.visitor.call("spaces.get", slug="sad-12")
    queue = await site.queue("Логопед", space=space.id)
    assert f"/q/{queue.id}/settings#specialists" in ways((await site.get(f"/q/{queue.id}", as_="admin")).text)
    assert "Специалист здесь пока не назначен" in text_of(await site.get(f"/q/{queue.id}", as_="guest"))
    await site.admin.call("consult.add_specialist", queue_id=queue.id, person_id=site.as_("boris").id)
    for who in ("admin", "guest"):
        page = text_of(await site.get(f"/q/{queue.id}", as_=who))
        assert "никто не отвечает" not in page and "не назначен" not in page


@pytest.mark.parametrize(
    ("visibility", "narrowed", "said"),
    [
        ("public", False, "и без учётной записи"),
        ("network", False, "все, кто вошёл на сайт"),
        ("members", False, "участники пространства"),
        ("public", True, "только добавленные в раздел"),
    ],
)
async def test_a_new_topic_says_who_will_read_it(site: LiveSite, visibility: str, narrowed: bool, said: str) -> None:
    space = await site.space("Сад № 14", slug="sad-14", visibility=visibility)
    more = {"visibility": "members"} if narrowed else {}
    section = await site.section(space=space.id, **more)
    page = await site.get(f"/s/sad-14/f/{section.id}-{section.slug}/new", as_="admin")
    assert said in text_of(page)


async def test_an_invitation_says_what_it_gives(site: LiveSite) -> None:
    space = await site.visitor.call("spaces.get", slug="sad-12")
    for role, gives in (("guest", "задаёте вопросы"), ("member", "читаете и пишете"), ("owner", "решаете")):
        form = {"client_id": client_id(), "role": role, "term": "1", "count": "1"}
        page = await site.post(f"/s/{space.slug}/invitations", form, as_="admin")
        link = re.search(r'<p class="secret" id="link">([^<]+)</p>', page.text)
        assert link is not None
        assert gives in text_of(await site.get(link[1].removeprefix(site.address)))
