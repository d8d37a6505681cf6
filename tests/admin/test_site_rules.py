"""What administrators decide about coming in, and the operator's policy that everybody reads."""

from tests.support import PASSWORD, LiveSite, refused, text_of

RULES = {"registration": "open", "first_role": "guest", "locale": "en", "operator": "МАДОУ № 12", "policy_source": ""}


async def test_the_policy_is_read_by_everybody_as_soon_as_it_is_saved(site: LiveSite) -> None:
    assert "ещё не опубликовал" in text_of(await site.get("/policy"))
    policy = "## Зачем\n\nМы храним **имя** и почту.<script>alert(1)</script>"
    answer = await site.post("/admin/registration", {**RULES, "policy_source": policy, "client_id": "c"}, as_="admin")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/registration?flash=saved")
    shown = await site.get("/policy")
    assert "<strong>имя</strong>" in shown.text and "<script>alert" not in shown.text
    assert "МАДОУ № 12" in shown.text
    assert "Мы храним **имя** и почту." in (await site.get("/admin/registration", as_="admin")).text


async def test_newcomers_get_the_role_and_language_that_were_set(site: LiveSite) -> None:
    await site.admin.call("site.configure", **RULES)
    made = await site.visitor.call("people.register", name="Вера", email="vera@example.org", password=PASSWORD)
    assert made.person.locale == "en"
    listed = await site.admin.call("people.list", words="vera@")
    assert listed["items"][0].role == "guest"


async def test_what_is_left_as_it_was_is_not_logged(site: LiveSite) -> None:
    await site.admin.call("site.configure", **RULES)
    await site.admin.call("site.configure", **RULES)
    acts = (await site.admin.call("moderation.log"))["items"]
    changed = [act.title for act in acts if act.what == "site.rules_changed"]
    assert changed == ["first_role, locale, operator"]


async def test_a_refused_form_keeps_the_whole_policy(site: LiveSite) -> None:
    typed = {**RULES, "registration": "sometimes", "policy_source": "Очень длинная политика"}
    answer = await site.post("/admin/registration", typed, as_="admin")
    assert answer.status_code == 422 and "Очень длинная политика" in answer.text
    with refused("invalid", "registration"):
        await site.admin.call("site.configure", **{**RULES, "registration": "sometimes"})


async def test_the_list_of_spaces_names_each_with_its_size(site: LiveSite) -> None:
    await site.space("Закрытый круг", visibility="members")
    shown = text_of(await site.get("/admin/spaces", as_="admin"))
    assert "Закрытый круг" in shown and "читают участники" in shown and "1 человек" in shown
