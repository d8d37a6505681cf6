"""Calling people by their handle."""

import pytest

from community.text import drafts
from tests.text.reading import Reader


def test_a_handle_becomes_a_link_to_the_person() -> None:
    draft = drafts.chat("Спасибо, @anna-shchukina!")
    assert draft.html == ('<p>Спасибо, <a class="mention" href="/people/anna-shchukina">@anna-shchukina</a>!</p>')
    assert draft.mentions == ("anna-shchukina",)


@pytest.mark.parametrize(
    ("source", "handles"),
    [
        ("@anna", ("anna",)),
        ("(@anna), «@boris»: @vera…", ("anna", "boris", "vera")),
        ("@Anna и @ANNA", ("anna",)),
        ("@boris @anna @boris", ("boris", "anna")),
        ("**@anna** и *@boris*", ("anna", "boris")),
        ("@anna.\n@boris-\n> @vera", ("anna", "boris", "vera")),
        ("@a1", ("a1",)),
        ("@" + "a" * 40, ("a" * 40,)),
        ("Спасибо.@anna", ("anna",)),
        ("@anna.Спасибо", ("anna",)),
        ("- @anna\n- @boris", ("anna", "boris")),
        ("| кто |\n|---|\n| @anna |\n", ("anna",)),
    ],
)
def test_handles_are_collected_once_in_lower_case_and_in_order(source: str, handles: tuple[str, ...]) -> None:
    assert drafts.forum(source).mentions == handles
    assert set(Reader(drafts.forum(source).html).links()) == {f"/people/{handle}" for handle in handles}


@pytest.mark.parametrize(
    "source",
    [
        "anna@example.ru",
        "почта@anna",
        "@a",
        "@" + "a" * 41,
        "@anna_k",
        "@annaя",
        "@anna-я",
        "@mail.ru",
        "@anna@example.ru",
        "@@anna",
        "@ anna",
        "@-",
        "`@anna`",
        "```\n@anna\n```",
        "https://example.ru/@anna",
        "[пишите @anna](https://example.ru)",
        "\\@anna",
        "@анна",
        "@\u212aate",
    ],
)
def test_words_mails_code_and_links_call_nobody(source: str) -> None:
    draft = drafts.chat(source)
    assert draft.mentions == ()
    assert "mention" not in draft.html


def test_one_text_calls_at_most_fifty_people_and_marks_no_others() -> None:
    draft = drafts.chat(" ".join(f"@person-{number}" for number in range(60)) + " @person-7")
    assert draft.mentions == tuple(f"person-{number}" for number in range(50))
    assert draft.html.count('class="mention"') == 51
    assert draft.html.endswith('@person-59 <a class="mention" href="/people/person-7">@person-7</a></p>')
