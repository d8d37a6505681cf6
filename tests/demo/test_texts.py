"""How the texts of the demonstration are written: what a careful editor would mark, as far as a machine can see it."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.clock import HOUR
from community.demo import console
from community.demo.model import Texts, Topic
from community.demo.plan import ZONE, Plan
from community.demo.texts import prose, read
from community.text import drafts
from community.text.names import slug

TEXTS: Texts = read()
PROSE = list(prose(TEXTS))
PUBLIC = [(where, text) for where, text in PROSE if not where.startswith("consultations")]

WEDNESDAY_NOON = 1_790_154_000_000  # 23 September 2026, 12:00 in Moscow


def marked(pattern: str, texts: list[tuple[str, str]] = PROSE, *, but: tuple[str, ...] = ()) -> list[str]:
    """Where something stands that should not, with a little of what is around it."""
    found = re.compile(pattern, re.MULTILINE)
    return [
        f"{where}: …{text[max(0, match.start() - 20) : match.end() + 20]}…"
        for where, text in texts
        for match in found.finditer(text)
        if match.group(0).casefold() not in but
    ]


# The letter ё, which the files write everywhere: stems of common words in which the other spelling is an oversight.
WITHOUT_DOTS = r"""(?ix) \b (?:
    еще | ее | нее | мое | твое | чье | ребен(?:ок|ка|ку|ком|ке) | дает\w* | партнер\w* | самолет\w* | шепот\w* |
    (?:при|на|у|за|подо|ото|во|пере|по|обо|со|про|до)?шел | (?:при|за|у|пере|на|под|до|вы|по|про|об)?(?:ид|йд)ет\w* |
    (?:бер|жив|раст|вед|нес|вста|зов|жд|клад|верн|прид|начн|найд)ет(?:ся|е)? | (?:от|рас|у|за|под)?чет(?:ы|а|е|ом|ам)? |
    (?:зелен|черн|тяжел)(?:ый|ая|ое|ые) | теплый | твердый | желтый | легкий | жесткий | веселый | четвертый |
    клеенчат\w* | трех | четырех | трехлет\w+ | вперед | причем | щеки | щек | слезы | ведра | гнезда | звезды |
    костер | ковер | днем | огнем | мед | лед | счет
) \b"""


def test_the_letter_yo_is_written() -> None:
    assert marked(WITHOUT_DOTS) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r'"',  # «ёлочки», inside them „лапки“
        r"[“”](?<!“)",
        r"\.\.\.",
        r" - ",
        r"\w - ?\w",
        r" [,.;:!?…](?!\d)",
        r"(?<=\S)  +",
        r"[а-яё]--",
        r"!!!|\?\?",
        r"\d+-(?:ый|ого|ому|и)\b",
        r"(?<![№\d])\d+ *%",
    ],
)
def test_typography_is_a_printer_s(pattern: str) -> None:
    assert marked(pattern) == []


def test_quotation_marks_are_in_pairs() -> None:
    uneven = [
        where for where, text in PROSE if text.count("«") != text.count("»") or text.count("„") != text.count("“")
    ]
    assert uneven == []


def test_nothing_is_in_another_language() -> None:
    """But handles, the addresses of example.org and letters that are names: two or fewer."""
    assert marked(r"(?<![@\w.-])[A-Za-z]{3,}(?![\w.]*@)(?!-[a-z])", but=("example", "org", "mozaika")) == []


def test_no_child_has_a_name_and_nobody_a_diagnosis() -> None:
    assert marked(r"(?i)\b(?:аутизм|аутист|рас\b|дцп|зпр|онр|фнр|сдвг|алали|дизартр|синдром|заикани|умственн)\w*") == []
    assert marked(r"(?i)\b(?:мальчик|девочка|сын|дочь|дочка|ребёнок),? (?-i:[А-ЯЁ])[а-яё]+\b", but=()) == []


def test_no_real_address_or_number_is_given() -> None:
    assert marked(r"(?:\+7|\b8)[ (-]*\d{3}") == []
    contacts = [TEXTS.cast.network.contacts, *(space.contacts for space in TEXTS.cast.spaces)]
    said = " ".join([*contacts, *(text for _, text in PROSE), *(person.email for person in TEXTS.cast.people)])
    assert {address.rpartition("@")[2] for address in re.findall(r"[\w.-]+@[\w.-]+\w", said)} == {"example.org"}
    assert "://" not in said


def test_people_are_called_by_first_and_last_names_of_which_no_two_are_the_same() -> None:
    names = [person.name for person in TEXTS.cast.people]
    assert [name for name in names if not re.fullmatch(r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+", name)] == []
    firsts, lasts = zip(*(name.split() for name in names), strict=True)
    assert len(set(firsts)) == len(set(lasts)) == len(names)


def test_whoever_is_mentioned_exists() -> None:
    handles = {slug(person.name, "person") for person in TEXTS.cast.people}
    mentioned = {handle for _, text in PROSE for handle in drafts.forum(text).mentions}
    assert mentioned and mentioned <= handles


# No two things are the same

SHINGLE = 6


def changed() -> set[str]:
    """What an edited text became: it may repeat what it was."""
    edits = [post.edited for _, topic in TEXTS.topics for post in (topic, *topic.posts)]
    edits += [message.edited for room in TEXTS.rooms.rooms for message in room.messages]
    return {edit.text for edit in edits if edit is not None}


def test_no_phrase_is_said_twice() -> None:
    """Six words in a row, quotations aside."""
    seen: Counter[tuple[str, ...]] = Counter()
    for text in (text for _, text in PUBLIC if text not in changed()):
        own = re.sub(r"^>.*$|«[^»]*»", "", text, flags=re.MULTILINE)
        words = re.findall(r"[а-яё]+", own.casefold())
        seen.update({tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)})
    assert [" ".join(shingle) for shingle, times in seen.items() if times > 1] == []


def shape(topic: Topic) -> tuple[object, ...]:
    """Who answers whom, by the order of coming, and how long each speaks."""
    names = {post.id: number for number, post in enumerate(topic.posts, 1) if post.id}
    people = list(dict.fromkeys([topic.by, *(post.by for post in topic.posts)]))
    return tuple((names.get(post.to, 0), people.index(post.by), len(post.body) // 50) for post in topic.posts)


def test_no_two_discussions_have_the_same_shape() -> None:
    assert [shape for shape, times in Counter(shape(topic) for _, topic in TEXTS.topics).items() if times > 1] == []


def test_voices_are_long_and_short() -> None:
    lengths = sorted(len(text) for where, text in PROSE if where.startswith("topics"))
    assert lengths[len(lengths) // 10] < 80 < 450 < lengths[-len(lengths) // 20]
    assert lengths[-1] > 1200


# Time


@pytest.mark.parametrize("days", range(7))
@pytest.mark.parametrize("hours", [0, 4, 8, 12, 17, 22])
def test_the_order_of_time_holds_whenever_now_is(days: int, hours: int) -> None:
    now = WEDNESDAY_NOON + (days * 24 + hours) * HOUR
    acts = console.acts(TEXTS, now, "hash")
    assert all(act.at <= now for act in acts)
    assert acts[0].at < now - 55 * 24 * HOUR


def moments(now: int) -> list[tuple[str, datetime]]:
    """When somebody says something in the forum or in a room, on the person's own clock."""
    plan = Plan(TEXTS, now)
    said = [(topic.by, plan.moment("", topic.when, topic.by), topic.when) for _, topic in TEXTS.topics]
    said += [(p.by, plan.moment("", p.when, p.by), p.when) for _, topic in TEXTS.topics for p in topic.posts]
    talks = [messages for room in (*TEXTS.rooms.rooms, *TEXTS.rooms.talks) for messages in room.messages]
    said += [(message.by, plan.moment("", message.when), message.when) for message in talks]
    return [
        (f"{by}, {when}", datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(plan.people[by].zone)))
        for by, at, when in said
        if "d " in when
    ]


def test_nobody_writes_in_the_middle_of_the_night() -> None:
    begins, ends = timedelta(hours=6, minutes=30), timedelta(hours=23, minutes=45)
    local = [(who, timedelta(hours=at.hour, minutes=at.minute)) for who, at in moments(WEDNESDAY_NOON)]
    assert [who for who, at in local if not begins <= at <= ends] == []


def test_weekends_are_thin_and_evenings_full() -> None:
    times = [at for _, at in moments(WEDNESDAY_NOON)]
    weekend = sum(at.weekday() >= 5 for at in times)
    assert 3 <= weekend < len(times) // 20
    assert sum(at.hour >= 18 for at in times) > len(times) // 3


def test_the_newest_is_minutes_old() -> None:
    plan = Plan(TEXTS, WEDNESDAY_NOON)
    last = max(plan.moment("", message.when) for room in TEXTS.rooms.rooms for message in room.messages)
    assert WEDNESDAY_NOON - HOUR / 2 < last < WEDNESDAY_NOON
    assert ZONE == "Europe/Moscow"
