"""What a page looks like before anybody wrote it: times in the reader's zone, escaping, the frame and the forms."""

import re
from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader, UndefinedError
from markupsafe import Markup

from community.home.model import Nav, NavItem, NavSpace
from community.operations import VISITOR, Viewer
from community.web import templates, times
from community.web.forms import Form
from community.web.templates import initials, render
from community.web.typed import typed

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
NOON = 1_741_770_000_000
"""12 March 2025, 12:00 in Moscow, 14:00 in Yekaterinburg."""
MOSCOW, YEKATERINBURG = "Europe/Moscow", "Asia/Yekaterinburg"
ANNA = Viewer(id=7, handle="anna", name="Анна Ковалёва")


def render_with(source: str, **values: Any) -> str:
    """A template written in the test, drawn as the site's own are."""
    environment = templates.environment("ru")
    site = environment.loader
    assert site is not None
    environment.loader = ChoiceLoader([DictLoader({"sample.html": source}), site])
    try:
        return render("sample.html", "ru", **values)
    finally:
        environment.loader = site


def said(ms: int, *, zone: str = MOSCOW, now: int = NOON, locale: str = "ru") -> str:
    return Markup(times.when(ms, now, locale, zone)).striptags()


@pytest.mark.parametrize(
    ("ms", "expected"),
    [
        (NOON, "только что"),
        (NOON + 20_000, "только что"),
        (NOON - MINUTE, "1 минуту назад"),
        (NOON - 5 * MINUTE, "5 минут назад"),
        (NOON - 59 * MINUTE, "59 минут назад"),
        (NOON - 60 * MINUTE, "сегодня в 11:00"),
        (NOON - 4 * HOUR + 5 * MINUTE, "сегодня в 8:05"),
        (NOON - 18 * HOUR + 40 * MINUTE, "вчера в 18:40"),
        (NOON - 2 * DAY, "10 марта"),
        (NOON - 365 * DAY, "12 марта 2024 г."),
        (NOON + 2 * HOUR, "сегодня в 14:00"),
        (NOON + DAY, "завтра в 12:00"),
        (NOON + 3 * DAY, "15 марта в 12:00"),
    ],
)
def test_a_near_moment_is_told_by_its_distance_and_a_far_one_by_its_date(ms: int, expected: str) -> None:
    assert said(ms) == expected


def test_one_moment_is_another_day_two_zones_further() -> None:
    late = NOON - 13 * HOUR - 30 * MINUTE  # 22:30 in Moscow, half past midnight in Yekaterinburg
    assert said(late, zone=MOSCOW) == "вчера в 22:30"
    assert said(late, zone=YEKATERINBURG) == "сегодня в 0:30"


def test_english_times() -> None:
    assert said(NOON - 5 * MINUTE, locale="en") == "5 minutes ago"
    assert said(NOON - 365 * DAY, locale="en") == "12 March 2024"


def test_a_time_carries_its_exact_moment_for_eyes_ears_and_machines() -> None:
    drawn = str(times.when(NOON - 5 * MINUTE, NOON, "ru", MOSCOW))
    assert 'datetime="2025-03-12T08:55Z"' in drawn
    assert 'title="12 марта 2025 г. в 11:55"' in drawn
    assert 'aria-label="12 марта 2025 г. в 11:55"' in drawn


def test_a_kept_page_tells_times_that_do_not_age() -> None:
    assert said(NOON - 5 * MINUTE, now=0) == "12 марта 2025 г. в 11:55"


def test_an_unknown_zone_does_not_break_a_page() -> None:
    assert said(NOON - 2 * HOUR, zone="Mars/Phobos") == "сегодня в 10:00"


def test_filters_know_the_reader_inside_an_imported_macro() -> None:
    source = '{% from "_macros.html" import when %}{{ when(at) }}'
    source += "|{{ at | clock }}|{{ at | day }}|{{ at | exact }}|{{ at | iso }}"
    page = render_with(source, at=NOON - DAY, zone=YEKATERINBURG, now=NOON)
    assert Markup(page).striptags() == "вчера в 14:00|14:00|вчера|11 марта 2025 г. в 14:00|2025-03-11T09:00Z"


def test_names_and_bodies_are_escaped_and_trusted_html_is_not() -> None:
    page = render_with("{{ name }}|{{ html | trusted }}", name="<b>Анна & Ко</b>", html="<p>Текст</p>")
    assert page == "&lt;b&gt;Анна &amp; Ко&lt;/b&gt;|<p>Текст</p>"


def test_values_put_into_a_sentence_are_escaped() -> None:
    page = render_with('{{ _("today at %(clock)s", clock=value) }}', value="<i>8</i>")
    assert page == "сегодня в &lt;i&gt;8&lt;/i&gt;"


def test_a_translated_block_counts() -> None:
    source = "{% trans num=n %}%(num)s minute ago{% pluralize %}%(num)s minutes ago{% endtrans %}"
    source = source.replace("%(num)s", "{{ num }}")
    assert [render_with(source, n=n) for n in (1, 2, 5, 11, 21)] == [
        "1 минуту назад",
        "2 минуты назад",
        "5 минут назад",
        "11 минут назад",
        "21 минуту назад",
    ]


def test_a_misspelt_value_is_a_fault_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        render_with("{{ tittle }}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Анна Ковалёва", "АК"),
        ("Ирина", "И"),
        ("Сеть «Содружество»", "СС"),
        ("анна-мария ким", "АМ"),
        ("…", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def refused() -> Form:
    return Form(
        values={"name": '"Анна"', "email": "anna@", "password": "secret-secret", "about": "Люблю <музыку>"},
        errors={"email": "Проверьте адрес"},
        problem="Проверьте отмеченное",
    )


def test_a_refused_form_keeps_what_was_typed_but_never_a_password() -> None:
    page = render_with(
        '{% from "_macros.html" import field, area, form_problem %}{{ form_problem(form) }}'
        '{{ field(form, "name", "Имя") }}'
        '{{ field(form, "password", "Пароль", type="password") }}{{ area(form, "about", "О себе") }}',
        form=refused(),
    )
    assert 'value="&#34;Анна&#34;"' in page
    assert "secret-secret" not in page
    assert "\nЛюблю &lt;музыку&gt;</textarea>" in page
    assert "data-refused" in page


def test_a_field_is_tied_to_its_hint_and_its_error() -> None:
    page = render_with(
        '{% from "_macros.html" import field %}'
        '{{ field(form, "email", "Почта", hint="Видна владельцам", required=True) }}',
        form=refused(),
    )
    tied = re.search(r'aria-describedby="([^"]+)"', page)
    assert tied is not None
    assert tied[1].split() == ["f-email-error", "f-email-hint"]
    assert all(f'id="{name}"' in page for name in tied[1].split())
    assert '<label class="field-label" for="f-email">' in page
    assert 'aria-invalid="true"' in page


def test_what_is_wrong_is_listed_above_the_form_by_the_labels_of_the_fields() -> None:
    page = render_with(
        '{% from "_macros.html" import check, field, form_problem %}{{ form_problem(form) }}'
        '{{ field(form, "name", "Имя") }}{{ field(form, "email", "Почта", id="mail") }}'
        '{% set label %}Согласие по <a href="/policy">этому</a> тексту{% endset %}{{ check(form, "consent", label) }}',
        form=Form(errors={"email": "Проверьте адрес", "consent": "Нужно <согласие>"}, problem="Проверьте отмеченное"),
    )
    box = page.partition('id="form-problem"')[2].partition("</div>")[0]
    assert re.findall(r"<li>(.*?)</li>", box) == [
        '<a class="link" href="#mail">Почта</a>: Проверьте адрес',
        '<a class="link" href="#f-consent">Согласие по этому тексту</a>: Нужно &lt;согласие&gt;',
    ]
    assert page.count("autofocus") == 1


def test_a_form_that_was_not_refused_lists_nothing() -> None:
    source = (
        '{% from "_macros.html" import field, form_problem %}{{ form_problem(form) }}{{ field(form, "name", "Имя") }}'
    )
    page = render_with(source, form=None)
    assert "form-problem" not in page
    assert "<!--" not in page


def test_a_fresh_form_has_a_client_id_of_its_own_and_a_refused_one_keeps_it() -> None:
    source = '{% from "_macros.html" import client_id %}{{ client_id(form) }}'
    ids = {render_with(source, form=None) for _ in range(3)}
    assert len(ids) == 3
    assert all(re.search(r'value="[A-Za-z0-9_-]{1,64}"', one) for one in ids)
    assert 'value="mine-1"' in render_with(source, form=Form(values={"client_id": "mine-1"}))


def test_typed_fields_are_shown_hidden_or_asked_again_by_what_they_are() -> None:
    values = {"client_id": "c1", "body": "Строка", "title": "Имя", "password": "тайна", "tags": ["a", "b"], "x": "1\n2"}
    assert [(one.name, one.value, one.look) for one in typed(values, {})] == [
        ("client_id", "c1", "hidden"),
        ("body", "Строка", "text"),
        ("title", "Имя", "line"),
        ("password", "", "password"),
        ("tags", "a", "hidden"),
        ("tags", "b", "hidden"),
        ("x", "1\n2", "text"),
    ]


def test_a_field_that_was_left_out_is_asked_for() -> None:
    fields = typed({"body": "Строка"}, {"title": "Заполните", "body": "Коротко", "<x>": "Нет такого поля"})
    assert [(one.name, one.look) for one in fields] == [("body", "text"), ("title", "line")]


def test_a_sentence_from_outside_is_escaped_and_one_of_ours_may_hold_markup() -> None:
    assert render_with("{{ _(said) }}", said="<script>1</script>") == "&lt;script&gt;1&lt;/script&gt;"
    ours = 'Your text is safe below. <a href="/sign-in" target="_blank" rel="opener">Sign in in a new tab</a>'
    assert "<a href=" in render_with("{{ _(said) }}", said=ours + ", come back and send it.")


def item(kind: str, title: str, unread: int = 0, waiting: int = 0) -> NavItem:
    return NavItem(kind, title, "/r/1", unread, waiting, False)


NAV = Nav(3, (NavSpace("sad-12", "Сад <12>", (item("room", "Учительская", 7), item("queue", "Логопед", waiting=21))),))


def problem_page(**values: Any) -> str:
    given: dict[str, Any] = {
        "status": 404, "message": "", "retry_after": 0, "reference": "", "action": "", "viewer": ANNA, "nav": NAV,
        "site_title": "Сеть «Содружество»",
    }  # fmt: skip
    return render("problem.html", "ru", now=NOON, **(given | values))


def test_the_frame_says_where_one_can_go() -> None:
    page = problem_page()
    assert "<title>Здесь ничего нет · Сеть «Содружество»</title>" in page
    assert "Сад &lt;12&gt;" in page
    assert "ждёт 21" in page
    assert 'data-viewer="7" data-locale="ru"' in page
    assert 'href="#content"' in page
    assert 'id="announcer"' in page
    assert page.count('class="bar-place"') == 5


def test_a_visitor_sees_the_way_in_and_no_places() -> None:
    page = problem_page(viewer=VISITOR, nav=None)
    assert 'href="/sign-in"' in page
    assert 'href="/sign-up"' in page
    assert "bar-place" not in page
    assert "Персональные данные" in page
    assert 'data-viewer="0"' in page


@pytest.mark.parametrize("status", [401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503])
def test_every_problem_says_what_happened_and_offers_a_way_on(status: int) -> None:
    for locale in ("ru", "en"):
        page = render(
            "problem.html", locale, status=status, message="", retry_after=21, reference="", action="",
            viewer=ANNA, nav=NAV, site_title="Сеть",
        )  # fmt: skip
        main = page.partition("<main")[2].partition("</main>")[0]
        assert re.search(r"<h1>\S", main)
        assert re.search(r'<a class="button" href="/', main)
        assert ("21 секунду" if locale == "ru" else "21 seconds") in main


def test_a_refused_post_can_be_corrected_and_sent_again_to_the_same_address() -> None:
    form = Form(
        values={"client_id": "c1", "topic_id": "5", "body": "Первая\n<вторая>"}, errors={"body": "Слишком длинно"}
    )
    page = problem_page(status=503, form=form, action="/t/5-plachet")
    assert '<form class="form" method="post" action="/t/5-plachet" data-refused>' in page
    assert '<input type="hidden" name="client_id" value="c1">' in page
    assert "\nПервая\n&lt;вторая&gt;</textarea>" in page
    assert "Слишком длинно" in page


def test_what_conflicted_is_sent_again_under_a_new_client_id() -> None:
    page = problem_page(status=409, form=Form(values={"client_id": "c1", "body": "Текст"}), action="/t/5")
    form = page.partition('action="/t/5"')[2].partition("</form>")[0]
    found = re.findall(r'name="client_id" value="([^"]+)"', form)
    assert len(found) == 1
    assert found != ["c1"]


def test_someone_whose_session_ended_signs_in_beside_the_kept_text() -> None:
    page = problem_page(status=401, form=Form(values={"body": "Текст"}), action="/t/5", viewer=VISITOR, nav=None)
    assert '<a href="/sign-in" target="_blank" rel="opener">' in page
    assert "Текст</textarea>" in page
