"""A network of all that looks are not drawn for: names of one letter and of a hundred, words without a space, texts
from right to left, emoji, capitals, a room of 500 people, a space of 60 sections, 0 and 10,000 unread.

Everything is as long as its field allows. What is small comes through the doors; people and messages by the hundred are
written in one go. What of it a page is looked at with stands in the catalogue (tests/browser/pages.py) as `odd-…`.
"""

from community.accounts.model import HINTS
from community.clock import HOUR, MINUTE
from community.db import Transaction
from tests.browser.filled import PAGE_NOW, Network
from tests.support import LiveSite, Row

LETTERS = "превысокомногорассмотрительствующийэлектрофотополупроводниковостроительный"


def word(length: int) -> str:
    """One word without a space, of this many letters."""
    return (LETTERS * (length // len(LETTERS) + 1))[:length].capitalize()


def capitals(length: int) -> str:
    return ("ВНИМАНИЕ! ВСЕМ ВОСПИТАТЕЛЯМ СРОЧНО ПРОЧИТАТЬ И ОТВЕТИТЬ ДО ПЯТНИЦЫ! " * 4)[:length].strip()


def address(length: int) -> str:
    return ("https://deti.example.org/" + "metodicheskie-materialy/ochen_dlinnyy_put/" * 8)[:length]


ARABIC, HEBREW = "عبد الرحمن محمد الأنصاري", "שרה כהן־לוי (גננת)"
EMOJI = "🦊🌲🍓👩‍🏫🧸🎈🪁🐞"
ARABIC_TITLE = "كيف نهدئ الطفل عندما يبكي كل صباح؟ 3 أسابيع!"
HEBREW_TITLE = "ילד בן 3 בוכה כל בוקר: מה עוזר?"
RIGHT_TO_LEFT = f"""{ARABIC_TITLE}

هذه فقرة طويلة من اليمين إلى اليسار، فيها رقم 12 وكلمة Montessori وعنوان https://example.org/a?b=1 في وسطها (بين قوسين).

1. أولاً: الطقس الصباحي
2. ثانياً: اللعبة المفضلة

> اقتباس: البكاء علامة على التعلق.

А это абзац по-русски, в нём имя {ARABIC}, число 5 и скобки (вот так)."""

PEOPLE = {
    "long": "Анна-Мария Александра Константинопольская-Рождественская-Преображенская-Вторая-я",
    "word": word(100),
    "letter": "Я",
    "arabic": ARABIC,
    "hebrew": HEBREW,
    "emoji": EMOJI,
    "capitals": "ВАЛЕНТИНА ВЛАДИМИРОВНА ЩУКИНА-ШИРОКОВСКАЯ",
    "reader": "Вера Тихая",
    "calm": "О",
}
"""By what somebody is called in tests, and the name. `reader` has read nothing, `calm` everything that can be read."""

TITLES = [
    word(120), capitals(120), HEBREW_TITLE, ARABIC_TITLE, EMOJI, "Я", "Раздел с обычным названием",
    "Первые недели в группе: слёзы, сон, еда, прогулки, родители, дневники, режим, игры и всё, о чём ещё спросят",
]  # fmt: skip
SECTIONS, CROWD, UNREAD = 60, 500, 10_000

TABLE = (
    "| Возраст | "
    + word(60)
    + " | Что делаем | Кто | Где | Когда |\n|---|---|---|---|---|---|\n| 3 | 4 | 5 | 6 | 7 | 8 |"
)
CODE = "```\n" + "x = " + "очень_длинная_строка_кода(" * 12 + "\n```"
BODIES = [
    f"{word(200)} — слово без пробелов. И ссылка: {address(300)}",
    RIGHT_TO_LEFT,
    f"> {word(200)}\n\n> > {capitals(150)}\n\n**{word(90)}**, *{word(90)}*, `{word(90)}`",
    f"{CODE}\n\n{TABLE}",
    f"- {word(120)}\n  - {word(120)}\n    - {HEBREW_TITLE}\n- {EMOJI * 12}",
    capitals(200),
    "я",
    EMOJI,
]
"""What is written in posts, messages and requests."""


async def odd(site: LiveSite) -> Network:
    """The site must have its network and administrator, a FrozenClock at BEGAN, and no pace limits."""
    network = Network(site, {"administrator": site.admin})
    await _people(network)
    await _spaces(network)
    await _forum(network)
    await _rooms(network)
    await _queues(network)
    await site.db.write(_crowd, int(network.places["crowd_id"]), site.network_id, int(network.places["wide_id"]))
    await site.db.write(_flood, int(network.places["flood_id"]), site.as_("word").id)
    site.clock.advance(PAGE_NOW - site.clock.now())
    await network.remember()
    return network


async def _people(network: Network) -> None:
    site = network.site
    for who, name in PEOPLE.items():
        caller = network.callers[who] = await site.person(
            who, "moderator" if who == "capitals" else "member", name=name
        )
        for hint in HINTS:
            await caller.call("people.dismiss_hint", hint=hint)
        network.places[who] = caller.handle
    for hint in HINTS:
        await site.admin.call("people.dismiss_hint", hint=hint)
    await site.admin.call("site.configure", registration="open", first_role="guest", locale="ru", operator=word(200))


async def _spaces(network: Network) -> None:
    site = network.site
    await site.admin.call(
        "spaces.update", space_id=site.network_id, slug="set", visibility="public", title=TITLES[-1],
        description=BODIES[0], contacts=f"{word(200)}\n{address(300)}",
    )  # fmt: skip
    given = [
        ("wide", "institution", word(120)), ("right", "community", HEBREW_TITLE), ("loud", "project", capitals(120)),
        ("letter_space", "partner", "Я"), ("crowded", "community", "Шестьдесят разделов"),
    ]  # fmt: skip
    for name, kind, title in given:
        space = await site.admin.call(
            "spaces.create", kind=kind, slug=name.replace("_", "-"), title=title, visibility="network",
            town=word(80) if name == "wide" else "", region="49" if name == "wide" else "", description=RIGHT_TO_LEFT,
        )  # fmt: skip
        network.places |= {name: space.slug, f"{name}_id": str(space.id)}
        for who in ("reader", "calm", "word", "arabic", "hebrew", "long", "capitals"):
            await site.person(who, "moderator" if who == "capitals" else "member", space=space.id)
    for who, name in PEOPLE.items():
        position = {"word": "special_needs_teacher", "arabic": "speech_therapist", "long": "senior_teacher"}.get(
            who, ""
        )
        about = f"{word(200)}\n\n{RIGHT_TO_LEFT}" if who in ("word", "hebrew") else ""
        institution = {"institution_id": int(network.places["wide_id"])} if who in ("word", "arabic") else {}
        specialties = ["speech_therapist", "psychologist", "special_needs_teacher"] if who == "word" else []
        await site.as_(who).call(
            "people.update", name=name, position=position, about=about, specialties=specialties, **institution
        )


async def _forum(network: Network) -> None:
    site, clock = network.site, network.site.clock
    crowded, wide = int(network.places["crowded_id"]), int(network.places["wide_id"])
    for number in range(SECTIONS):
        await site.section(TITLES[number % len(TITLES)], space=crowded, description=word(500) if number == 3 else "")
    section = await site.section(TITLES[0], space=wide, description=BODIES[0][:500])
    titles = [
        word(200),
        capitals(200),
        HEBREW_TITLE,
        ARABIC_TITLE,
        EMOJI,
        "Я",
        address(200),
        "Тема с обычным названием",
    ]
    writers = ["word", "capitals", "arabic", "hebrew", "emoji", "letter", "long"]
    for who in writers:
        await site.person(who, "moderator" if who == "capitals" else "member", space=wide)
    topics = {}
    for number, title in enumerate(titles):
        clock.advance(7 * MINUTE)
        writer = writers[number % len(writers)]
        topics[number] = await site.topic(writer, title, BODIES[number % len(BODIES)], section)
    await site.as_("capitals").call("forum.pin", topic_id=topics[0].id, reason=word(200))
    await site.as_("capitals").call("forum.close", topic_id=topics[5].id, reason=HEBREW_TITLE)
    for topic in (topics[0], topics[2]):
        await _answers(network, topic, writers)
    network.places |= {
        "section": f"s/{network.places['wide']}/f/{section.id}-{section.slug}",
        "topic": f"t/{topics[0].id}-{topics[0].slug}", "topic_id": str(topics[0].id),
        "right_topic": f"t/{topics[2].id}-{topics[2].slug}",
    }  # fmt: skip


async def _answers(network: Network, topic: Row, writers: list[str]) -> None:
    """Each below the one before: deeper than steps are drawn for."""
    site = network.site
    last = (await site.as_("word").call("forum.posts", topic_id=topic.id))["items"][0]
    for number, body in enumerate(BODIES):
        site.clock.advance(3 * MINUTE)
        answer = site.as_(writers[(number + 1) % len(writers)])
        last = await answer.call(
            "forum.reply",
            topic_id=topic.id,
            body=f"{body}\n\n@{network.places['reader']}" if number % 2 else f"@{network.places['reader']}, {body}",
            parent_id=last.id,
        )


async def _rooms(network: Network) -> None:
    site, clock = network.site, network.site.clock
    wide, right = int(network.places["wide_id"]), int(network.places["right_id"])
    room = await site.room(TITLES[0], space=wide)
    writers = ["word", "capitals", "arabic", "hebrew", "emoji", "letter", "long", "reader"]
    for number, body in enumerate([*BODIES, "Ответ на длинное", "И ещё строка того же автора"]):
        clock.advance(MINUTE)
        writer = site.as_(writers[number % len(writers)])
        answered = {"reply_to": number - 1} if number in (2, 3, 5, 8) else {}
        await writer.call("chat.send", room_id=room.id, body=body, **answered)
    for who in ("word", "arabic", "letter", "long"):
        for name in ("спасибо", "пригодилось", "согласен", "вопрос", "приду"):
            await site.as_(who).call("chat.react", room_id=room.id, seq=1, name=name, on=True)
    await site.as_("long").call("chat.edit", room_id=room.id, seq=7, body=word(500))
    hebrew = await site.room(HEBREW_TITLE, space=right)
    await site.as_("arabic").call("chat.send", room_id=hebrew.id, body=RIGHT_TO_LEFT)
    crowd = await site.room("Общее собрание", visibility="members")
    flood = await site.room("Очень шумный чат")
    talk = await site.as_("arabic").call("chat.open_direct", person_id=site.as_("reader").id)
    await site.as_("arabic").call("chat.send", room_id=talk.id, body=RIGHT_TO_LEFT)
    await site.as_("word").call("chat.open_direct", person_id=site.as_("reader").id)
    network.places |= {
        "room": f"r/{room.id}", "right_room": f"r/{hebrew.id}", "crowd": f"r/{crowd.id}", "crowd_id": str(crowd.id),
        "flood": f"r/{flood.id}", "flood_id": str(flood.id), "talk": f"r/{talk.id}",
    }  # fmt: skip


async def _queues(network: Network) -> None:
    site, clock = network.site, network.site.clock
    queue = await site.queue(
        TITLES[0], ["word", "arabic", "long"], space=int(network.places["wide_id"]), lead_id=site.as_("word").id,
        description=f"{word(300)} {RIGHT_TO_LEFT}",
    )  # fmt: skip
    await site.queue("Я", ["calm"], space=int(network.places["right_id"]), description=ARABIC_TITLE)
    asked = []
    subjects = [word(200), capitals(200), HEBREW_TITLE, EMOJI, "Я", address(200), ARABIC_TITLE]
    for number, subject in enumerate(subjects):
        clock.advance(HOUR)
        asker = site.as_(("reader", "hebrew", "emoji")[number % 3])
        asked.append(await asker.call(
            "consult.ask", queue_id=queue.id, subject=subject, body=BODIES[number], anonymous=number == 3
        ))  # fmt: skip
    for who, number in (("word", 0), ("arabic", 1), ("long", 2)):
        await site.as_(who).call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=3)
        await site.as_(who).call("consult.take", request_id=asked[number].id)
    await site.as_("arabic").call("consult.hold", request_id=asked[1].id)
    opened = await site.as_("word").call("consult.get", request_id=asked[0].id)
    for who, body in (("word", BODIES[0]), ("reader", RIGHT_TO_LEFT), ("word", capitals(200))):
        await site.as_(who).call("chat.send", room_id=opened.room_id, body=body)
    network.places |= {"queue": f"q/{queue.id}", "taken": f"c/{asked[0].id}", "waiting": f"c/{asked[6].id}"}


async def _crowd(tx: Transaction, room: int, *spaces: int) -> None:
    """500 more people, one in ten with an odd name, who are in these spaces and were added to this room."""
    names = list(PEOPLE.values())
    first = (await tx.rows("select max(id) from people"))[0][0]
    for number in range(CROWD):
        name = f"Мария Иванова {number}" if number % 10 else names[number // 10 % len(names)]
        await tx.run(
            "insert into people (handle, name, name_key, email, email_key, password_hash, locale, zone, made_at)"
            " values (:handle, :name, :key, :email, :email, '', 'ru', 'Europe/Moscow', :now)",
            handle=f"crowd-{number}", name=name, key=name.lower(), email=f"crowd-{number}@example.org", now=tx.now,
        )  # fmt: skip
    for space in spaces:
        await tx.run(
            "insert into memberships (space_id, person_id, role, joined_at, read_from)"
            " select :space, id, 'member', :now, :now from people where id > :first",
            space=space, now=tx.now, first=first,
        )  # fmt: skip
    await tx.run(
        "insert into room_members (room_id, person_id, added_at) select :room, id, :now from people where id > :first",
        room=room, now=tx.now, first=first - len(PEOPLE),
    )  # fmt: skip


async def _flood(tx: Transaction, room: int, author: int) -> None:
    """10,000 messages; `calm` has read them and everything else, nobody else anything."""
    await tx.run(
        """
        insert into messages (room_id, seq, version, author_id, source, html, posted_at, client_id, digest)
        with recursive n (seq) as (select 1 union all select seq + 1 from n where seq < :many)
        select :room, seq, seq, :author, 'Строка ' || seq, '<p>Строка ' || seq || '</p>', :now, 'flood' || seq, :digest
        from n
        """,
        many=UNREAD, room=room, author=author, now=tx.now, digest=b"",
    )  # fmt: skip
    await tx.run("update rooms set last_seq = :many, version = :many where id = :room", many=UNREAD, room=room)
    await tx.run(
        "insert into room_reads (person_id, room_id, read_up_to)"
        " select p.id, r.id, r.last_seq from people p, rooms r where p.name = :calm and r.last_seq > 0",
        calm=PEOPLE["calm"],
    )
    await tx.run(
        "insert into topic_reads (topic_id, person_id, ranges, read_count)"
        " select t.id, p.id, '1-' || t.last_seq, t.last_seq from topics t, people p where p.name = :calm",
        calm=PEOPLE["calm"],
    )
