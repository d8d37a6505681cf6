"""What a person says about themselves, the address of their page, and what others see of it."""

import pytest

from tests.support import PASSWORD, LiveSite, refused, text_of

ANNA = {
    "name": "Анна Ковалёва", "position": "speech_therapist", "specialties": ["speech_therapist", "teacher"],
    "about": "Работаю с **трёхлетками**.",
}  # fmt: skip


async def institution(site: LiveSite, title: str = "Детский сад № 12"):
    return await site.space(title, kind="institution", region="", town="Пермь")


async def test_a_profile_is_seen_by_all_who_are_signed_in(site: LiveSite) -> None:
    anna = await site.person("anna")
    boris = await site.person("boris")
    garden = await institution(site)
    await anna.call("spaces.join", space_id=garden.id)
    await anna.call("people.update", **ANNA, institution_id=garden.id)
    seen = await boris.call("people.get", person_id=anna.id)
    assert (seen.position, seen.specialties) == ("speech_therapist", ["speech_therapist", "teacher"])
    assert seen.institution == {"id": garden.id, "slug": garden.slug, "title": "Детский сад № 12"}
    assert "<strong>трёхлетками</strong>" in seen.about
    assert "email" not in seen and "about_source" not in seen


async def test_a_profile_is_not_for_visitors(site: LiveSite) -> None:
    anna = await site.person("anna")
    with refused("unauthenticated"):
        await site.visitor.call("people.get", person_id=anna.id)
    answer = await site.get(f"/people/{anna.handle}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next=%2Fpeople%2F{anna.handle}")


async def test_the_main_institution_is_one_the_person_is_in(site: LiveSite) -> None:
    anna, garden = await site.person("anna"), await institution(site)
    with refused("invalid", "institution_id"):
        await anna.call("people.update", **ANNA, institution_id=garden.id)
    club = await site.space("Кружок", kind="community")
    await anna.call("spaces.join", space_id=club.id)
    with refused("invalid", "institution_id"):
        await anna.call("people.update", **ANNA, institution_id=club.id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("position", "cosmonaut"), ("specialties", ["magic"]), ("specialties", ["teacher"] * 8), ("handle", "Анна"),
        ("handle", "a"), ("about", "х" * 2001), ("name", ""), ("name", "Анна\u202eавелавоК"), ("institution_id", 0),
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_refused_by_its_field(site: LiveSite, field: str, value: object) -> None:
    anna = await site.person("anna")
    with refused("invalid", field):
        await anna.call("people.update", **{**ANNA, field: value})


async def test_a_former_address_leads_to_the_person_and_is_never_given_to_another(site: LiveSite) -> None:
    anna, boris = await site.person("anna"), await site.person("boris")
    await anna.call("people.update", **ANNA, handle="anna-kovaleva")
    answer = await site.get("/people/anna", as_="boris")
    assert (answer.status_code, answer.headers["location"]) == (301, "/people/anna-kovaleva")
    with refused("conflict"):
        await boris.call("people.update", name="Борис", handle="anna")
    newcomer = await site.visitor.call("people.register", name="Anna", email="a2@example.org", password=PASSWORD)
    assert newcomer.person.handle == "anna-2"
    assert (await anna.call("people.update", **ANNA, handle="anna")).handle == "anna"
    assert (await site.get("/people/anna-kovaleva", as_="boris")).headers["location"] == "/people/anna"


async def test_the_profile_form_saves_and_clears(site: LiveSite) -> None:
    await site.person("anna")
    answer = await site.post("/settings/profile", {**ANNA, "handle": "anna", "institution_id": ""}, as_="anna")
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/profile?flash=saved")
    shown = await site.get("/settings/profile", as_="anna")
    assert (
        shown.text.partition("<main")[2].partition("</main")[0].count(" checked") == 2
        and 'value="speech_therapist" selected' in shown.text
    )
    await site.post("/settings/profile", {"name": "Анна", "handle": "anna", "position": "", "about": ""}, as_="anna")
    me = await site.as_("anna").call("people.me")
    assert (me.position, me.specialties, me.about) == ("", [], "")


async def test_a_refused_profile_form_keeps_everything_typed(site: LiveSite) -> None:
    await site.person("anna")
    typed = {**ANNA, "handle": "Не латиница", "specialties": "teacher"}
    answer = await site.post("/settings/profile", typed, as_="anna")
    assert answer.status_code == 422
    assert "Не латиница" in answer.text and "Работаю с **трёхлетками**." in answer.text
    assert 'value="teacher" checked' in answer.text


async def test_language_zone_and_theme_belong_to_the_person(site: LiveSite) -> None:
    anna = await site.person("anna")
    me = await anna.call("people.set_preferences", locale="en", zone="Asia/Omsk", theme="low-vision")
    assert (me.locale, me.zone, me.theme) == ("en", "Asia/Omsk", "low-vision")
    answer = await site.get("/settings/account", as_="anna")
    assert 'lang="en"' in answer.text and 'data-theme="low-vision"' in answer.text
    assert (await anna.call("people.set_preferences", theme="auto")).theme == ""
    for zone in ("Mars/Olympus", "../etc/passwd", "Europe"):
        with refused("invalid", "zone"):
            await anna.call("people.set_preferences", zone=zone)


async def test_a_visitors_language_is_kept_in_a_cookie(site: LiveSite) -> None:
    answer = await site.post("/language", {"locale": "en", "back": "/sign-in"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["set-cookie"].startswith("locale=en;")
    assert 'lang="en"' in (await site.get("/sign-in", cookie="locale=en")).text
    assert (await site.post("/language", {"locale": "xx"})).status_code == 422


async def test_a_signed_in_persons_language_is_kept_with_the_person(site: LiveSite) -> None:
    anna = await site.person("anna")
    answer = await site.post("/language", {"locale": "en", "back": "//evil.example"}, as_="anna")
    assert answer.headers["location"] == "/" and "set-cookie" not in answer.headers
    assert (await anna.call("people.me")).locale == "en"


async def test_me_leads_to_ones_own_page(site: LiveSite) -> None:
    anna = await site.person("anna", name="Анна Ковалёва")
    answer = await site.get("/me", as_="anna")
    assert answer.headers["location"] == f"/people/{anna.handle}"
    assert "Анна Ковалёва" in text_of(await site.get(answer.headers["location"], as_="anna"))


@pytest.mark.parametrize(
    "path", ["/people/anna", "/settings/profile", "/settings/account", "/settings/sessions", "/settings/tokens"]
)
async def test_pages_cost_few_statements(site: LiveSite, path: str) -> None:
    await site.person("anna")
    assert await site.statements(path, as_="anna") <= 4
