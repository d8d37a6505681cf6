"""Text made to keep a parser busy: it is answered soon, is safe, and stays readable."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.text import bounds, drafts, markdown, plain
from community.text.drafts import Draft
from tests.text.reading import Reader
from tests.text.test_safety import assert_safe

POST = 20_000
# Each takes 5 to 100 ms on the machine they were written on; a cost that grows with the square would take seconds.
SECONDS = 0.4

REPEATED = [
    *(
        "![[",
        "[",
        "]",
        "[]",
        "](",
        "[](",
        "[a](",
        "[a](/b",
        "[a](/x)",
        "![a](/x)",
        "[*a](/x*)",
        "[[a]](/x)",
        "[`](/x)`",
    ),
    *(">", "> ", "> a\n", ">\n", "- ", "- a\n", "-\n", "- - a\n", "> - a\n", "1. ", "1. a\n", "  - a\n", "+ "),
    *("*", "**", "*a ", "a* ", "**a ", "_", "_a", "*_", "*a_b*c_", "a*b*", "**_**_ ", " *a** b*", "~~", "~~a ", "a~~ "),
    *("`", "`a", "``a` ", "`a` ", "`[`]", "```\n", "~~~\n", "<", "<a ", "<!--", "<script>", "(", ")", "&", "&amp;"),
    *("|", "|\n", "|a\n|-\n", "a|b\n-|-\n", "|a|b|\n|-|-|\n|a|b|c|\n", "#", "# a\n", "#\n", "---\nа\n", "a\n---\n"),
    *(
        "@",
        "@a",
        "@ab ",
        "@abc-",
        "://",
        "http://",
        "http://a ",
        "http://a.",
        "https://x)",
        "\\",
        "\\[",
        "\\`",
        "\\http://",
    ),
    *("\n", "а\n", "\t", "\ta\n", "    a\n", "\u200b", "\xa0", "Слово ", "[a]: b\n", "[a][b]"),
]


def best_of_three(source: str) -> tuple[float, Draft]:
    times = []
    draft = drafts.NOTHING
    for _ in range(3):
        start = process_time()
        draft = drafts.forum(source)
        times.append(process_time() - start)
        if times[-1] < SECONDS / 4:
            break
    return min(times), draft


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_no_repetition_costs_more_than_its_length(piece: str) -> None:
    source = (piece * (POST // len(piece)))[: POST - 2] + "\nя"
    seconds, draft = best_of_three(source)
    assert seconds < SECONDS
    assert_safe(draft.html)


@pytest.mark.parametrize("depth", [2, 10, 24, 50])
@pytest.mark.parametrize(
    "shape",
    ["{quotes}я\n{lines}", "{items}я\n{lines}", "{quotes}я\n{empty_quotes}{lines}", "{ladder}\n{lines}", "{stairs}"],
)
def test_deep_quotes_and_lists_over_many_lines_are_answered_soon(shape: str, depth: int) -> None:
    ladder = "\n".join("  " * level + "- я" for level in range(depth))
    source = shape.format(
        quotes="> " * depth,
        items="- " * depth,
        lines="я\n" * 8_000,
        empty_quotes=">\n" * 1_000,
        ladder=ladder,
        stairs="\n".join("  " * (level % depth) + "- я" for level in range(1_900)),
    )[:POST]
    seconds, draft = best_of_three(source)
    assert seconds < SECONDS
    assert_safe(draft.html)


@pytest.mark.parametrize(
    "opening",
    [
        *(">" * 10_000, "![[" * 2_666, "[" * 201, "> " * 51, "- " * 51, ">-\t" * 40),
        *("*_" * 3_001, "* я\n" * 2_001, "> " * 30 + "я\n" * 400),
    ],
)
def test_more_than_the_bounds_is_shown_as_it_was_typed(opening: str) -> None:
    source = f"**раз** {opening}\n{opening} два"
    assert bounds.tangled(source)
    draft = drafts.chat(source)
    assert draft.html == plain.paragraphs(draft.source)
    assert Reader(draft.html).text.split() == source.split()
    assert draft.mentions == ()


CONTAINERS = st.sampled_from(
    ["> ", ">", "- ", "* ", "1. ", "12) ", "  ", "    ", "\t", "я", "\n", "\n\n", "\n  ", "\n> "]
)


@given(st.lists(CONTAINERS, max_size=80).map("".join))
@settings(max_examples=500, deadline=None)
def test_the_depth_is_never_taken_for_less_than_it_is(typed: str) -> None:
    source = plain.normalise(typed)
    now = deepest = 0
    for token in markdown.FORUM.parse(source, {"mentions": {}, "no_table_before": 0}):
        if token.type in ("blockquote_open", "bullet_list_open", "ordered_list_open"):
            now += 1
        elif token.type in ("blockquote_close", "bullet_list_close", "ordered_list_close"):
            now -= 1
        deepest = max(deepest, now)
    assert deepest <= bounds.depth(source)


def test_emphasis_within_emphasis_past_the_bound_is_shown_as_it_was_typed() -> None:
    for depth, deepest in ((20, True), (60, False)):
        draft = drafts.chat("*я " * depth + "я* " * depth)
        assert ("<em>" in draft.html) is deepest


def test_the_bounds_themselves_are_still_read_as_markdown() -> None:
    assert not bounds.tangled("[" * 200)
    assert not bounds.tangled("[а] " * 1_000)
    assert drafts.chat(">" * 50 + " я").html.count("<blockquote>") == 50
    assert drafts.chat("- " * 50 + "я").html.count("<li>") == 50


def test_hundreds_of_list_items_and_links_are_no_reason_for_suspicion() -> None:
    source = "\n".join(f"- **Пункт {number}**: [см.](/t/{number}), @anna" for number in range(400))
    draft = drafts.forum(source[:POST])
    assert draft.html.count("<li>") > 390
    assert draft.mentions == ("anna",)
