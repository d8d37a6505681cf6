"""Titles of topics and sections: what may stand in one, and how it is kept."""

import pytest

from tests.support import LiveSite, refused

UNSEEN = ["   ", "\u200b\u200b", "\u2800", "\u00ad"]


@pytest.mark.parametrize("title", UNSEEN)
async def test_a_title_nobody_can_see_is_refused(site: LiveSite, title: str) -> None:
    topic = await site.topic("anna")
    anna = site.as_("anna")
    with refused("invalid", "title"):
        await anna.call("forum.create_topic", section_id=topic.section_id, title=title, body="Текст")
    with refused("invalid", "title"):
        await anna.call("forum.edit_title", topic_id=topic.id, title=title)
    with refused("invalid", "title"):
        await site.section(title)
    with refused("invalid", "title"):
        await site.admin.call("forum.update_section", section_id=topic.section_id, title=title)


async def test_titles_are_kept_on_one_line_with_single_blanks(site: LiveSite) -> None:
    topic = await site.topic("anna", "  Плачет   каждое утро ")
    assert topic.title == "Плачет каждое утро"
    assert (await site.section("  Сон  и  еда ")).title == "Сон и еда"


@pytest.mark.parametrize(
    "title",
    ["Ы" * 200, "👨‍👩‍👧‍👦" * 28, "שלום עולם", "Я", "слово" * 40],
    ids=["capitals", "emoji", "rtl", "letter", "word"],
)
async def test_any_visible_title_has_an_address(site: LiveSite, title: str) -> None:
    topic = await site.topic("anna", title)
    assert topic.title == title
    page = await site.get(f"/t/{topic.id}-{topic.slug}", as_="anna")
    assert page.status_code == 200
    assert f"data-topic-title>{title}</h1>" in page.text
