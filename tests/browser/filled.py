"""A network with something on every page: people in every part they may have, talk, questions, things closed and empty.

`fill` tells it through the doors of a site whose clock stands still, so that every run gives the same pages.
What of it a page is looked at with stands in the catalogue (tests/browser/pages.py) under the names of `places`.
"""

from dataclasses import dataclass, field
from typing import Any

from community.accounts.model import HINTS
from community.clock import DAY, HOUR, MINUTE
from community.db import Transaction
from tests.browser.day import a_day
from tests.support import Caller, LiveSite, Row

BEGAN = 1_762_840_800_000  # 11 November 2025, 9:00 in Moscow
PAGE_NOW = BEGAN + 13 * DAY + 4 * HOUR

PEOPLE = {
    "parent": ("marina", "Марина Соколова", "parent", "guest"),
    "teacher": ("anna", "Анна Ковалёва", "teacher", "member"),
    "specialist": ("irina", "Ирина Павлова", "psychologist", "member"),
    "colleague": ("denis", "Денис Левин", "speech_therapist", "member"),
    "moderator": ("oleg", "Олег Дёмин", "methodologist", "moderator"),
    "lead": ("svetlana", "Светлана Воронцова", "head", "member"),
    "newcomer": ("nina", "Нина Фролова", "", "guest"),
    "blocked": ("roman", "Роман Чужой", "", "guest"),
}
"""By what somebody is in the network: the name in tests, the name, the position, the role."""

HINTED = {"lead": {"space"}, "parent": {"queue"}, "colleague": {"board", "room", "topic"}}
"""Whom the pages still show which hints; the others know their way about, only the newcomer has seen none."""

READ_MARKS = ("room_reads", "topic_reads", "notices", "room_openings", "request_openings")
"""What merely looking at pages changes."""


@dataclass
class Network:
    """A filled site, its people and the addresses of what is in it."""

    site: LiveSite
    callers: dict[str, Caller] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def as_(self, who: str) -> Caller:
        return self.callers[who]

    def token(self, who: str) -> str | None:
        return self.as_(who).token if who else None

    async def remember(self) -> None:
        """Keep what is read and what is not, as it is now."""
        await self.site.db.write(_keep_marks)

    async def forget_visits(self) -> None:
        """As if nobody had looked since `remember`: a page that marks itself as read is unread for the next visit."""
        if self.callers:
            await self.site.db.write(_put_marks_back)


async def _keep_marks(tx: Transaction) -> None:
    for table in READ_MARKS:
        await tx.run(f"create table kept_{table} as select * from {table}")


async def _put_marks_back(tx: Transaction) -> None:
    for table in READ_MARKS:
        await tx.run(f"delete from {table}")
        await tx.run(f"insert into {table} select * from kept_{table}")


async def fill(site: LiveSite) -> Network:
    """The site must have its network and administrator, a FrozenClock at BEGAN, and no pace limits."""
    network = Network(site, {"administrator": site.admin})
    await _people(network)
    await _spaces(network)
    await _forum(network)
    await _rooms(network)
    await _queues(network)
    _until(site, 10 * MINUTE)
    await _ways_in(network)
    await _hints(network)
    _until(site, 0)
    await a_day(site, PAGE_NOW)
    await network.remember()
    return network


def _until(site: LiveSite, before: int) -> None:
    """Let the clock go on to this long before the moment the pages are looked at."""
    missing = PAGE_NOW - before - site.clock.now()
    assert missing >= 0
    site.clock.advance(missing)


async def _hints(network: Network) -> None:
    for who in ("administrator", "teacher", "specialist", "moderator", *HINTED):
        for hint in set(HINTS) - HINTED.get(who, set()):
            await network.as_(who).call("people.dismiss_hint", hint=hint)


async def _people(network: Network) -> None:
    site = network.site
    await site.admin.call("people.update", name="Ольга Назарова", position="methodologist")
    for part, (who, name, position, role) in PEOPLE.items():
        caller = await site.person(who, role, name=name)
        if position:
            await caller.call("people.update", name=name, position=position)
        network.callers[part] = caller
    await site.as_("irina").call(
        "people.update", name="Ирина Павлова", position="psychologist", specialties=["psychologist", "teacher"],
        about="Двенадцать лет работаю с малышами. Спрашивайте про **адаптацию**, страхи и первые недели в группе.",
    )  # fmt: skip
    del network.callers["blocked"]  # whose sessions have ended
    await site.admin.call("people.suspend", person_id=site.as_("roman").id, reason="Рассылал рекламу")
    await site.admin.call(
        "site.configure", registration="open", first_role="guest", locale="ru",
        operator="МБДОУ «Детский сад № 12»",
        policy_source="## Что мы храним\n\nИмя, почту и то, что вы сами напишете.\n\n## Зачем\n\nЧтобы вам отвечали.",
    )  # fmt: skip
    network.places |= {who: site.as_(who).handle for who in ("irina", "roman", "anna")}


async def _spaces(network: Network) -> None:
    site = network.site
    await site.admin.call(
        "spaces.update", space_id=site.network_id, slug="set", visibility="public",
        description="Сеть детских садов трёх областей: делимся тем, что получилось, и тем, что не получилось.",
        contacts="8 (4852) 00-00-00\nmetod@example.org",
    )  # fmt: skip
    given: dict[str, dict[str, str]] = {
        "garden": {"kind": "institution", "slug": "romashka", "title": "Детский сад № 12 «Ромашка»",
                   "town": "Ярославль", "region": "76", "visibility": "public", "joining": "invitation",
                   "description": "Шесть групп, логопункт и зимний сад. Здесь наши разделы и педагоги."},
        "speech": {"kind": "community", "slug": "rech", "title": "Речь и мышление", "visibility": "network"},
        "summer": {"kind": "project", "slug": "leto", "title": "Лето без города", "visibility": "network"},
        "library": {"kind": "partner", "slug": "biblioteka", "title": "Библиотека имени Гайдара",
                    "visibility": "members", "town": "Кострома", "region": "44",
                    "contacts": "Читальный зал: 8 (4942) 00-00-00",
                    "description": "Семейные чтения по субботам и громкие чтения в группах."},
    }  # fmt: skip
    for name, values in given.items():
        space = await site.admin.call("spaces.create", **values)
        network.places[name] = values["slug"]
        for who, role in (("svetlana", "owner"), ("anna", "member"), ("irina", "member"), ("oleg", "moderator")):
            if name != "library" and not (name == "summer" and who == "anna"):
                await site.person(who, role, space=space.id)
        if name == "garden":
            network.places["garden_id"] = str(space.id)
            for who in ("denis", "marina"):
                await site.person(who, "member" if who == "denis" else "guest", space=space.id)
    network.places["set"] = "set"


REPLIES = [
    ("irina", 1, """Три недели — ещё норма. Помогает **ритуал прощания**: короткий, один и тот же, и мама уходит сразу.
Родителям говорю так:

> Слёзы при расставании — знак привязанности, а не того, что ребёнку здесь плохо."""),
    ("anna", 2, "Спасибо! Ритуал есть, но мама возвращается «ещё раз обнять». Как сказать, чтобы не обиделась?"),
    ("svetlana", 3, "Мы это проговариваем в августе, на собрании: в сентябре это уже договорённость, а не замечание."),
    ("oleg", 1, """У нас работают три вещи:

1. уголок с фотографиями семьи;
2. «дежурная игрушка» из дома;
3. первые полчаса — вода, крупа, песок: руки заняты, слёз меньше."""),
    ("denis", 5, "Песок подтверждаю. И ещё тёплая вода: пять минут у таза — и можно завтракать."),
    ("anna", 6, "А зимой? Воду разрешают только в умывальной."),
    ("denis", 7, "Зимой берём таз с тёплой водой прямо в группу, на клеёнку."),
    ("irina", 8, "И показываем родителям на видео: это успокаивает их больше, чем наши слова."),
]  # fmt: skip
"""Who, to which post (by seq), what."""


async def _forum(network: Network) -> None:
    site, clock = network.site, network.site.clock
    section = await site.section("Адаптация и режим", description="Первые недели, сон, еда, прогулки, слёзы")
    empty = await site.section("Музыка и движение")
    other = await site.section("Родители и мы", visibility="members")
    await site.admin.call("forum.add_section_member", section_id=other.id, person_id=site.as_("anna").id)
    topic = await site.topic(
        "anna", "Плачет каждое утро уже третью неделю. Что помогает?",
        "Мальчик, 2 года 4 месяца. С мамой расстаётся со слезами, к десяти часам успокаивается, ест хорошо. Родители "
        "просят «ускорить». Что вы говорите родителям и что делаете в группе в первые полчаса?", section,
    )  # fmt: skip
    posts: list[Row] = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"]
    for who, to, body in REPLIES:
        clock.advance(3 * HOUR)
        parent = {"parent_id": posts[to - 1].id} if to > 1 else {}
        posts.append(await site.as_(who).call("forum.reply", topic_id=topic.id, body=body, **parent))
    for number in range(4):
        clock.advance(5 * HOUR)
        who = ("svetlana", "irina", "denis")[number % 3]
        body = "У нас похоже, только с младшей группой. " + "Через две недели стало заметно легче. " * (number % 4 + 1)
        posts.append(await site.as_(who).call("forum.reply", topic_id=topic.id, body=body))
    await site.as_("svetlana").call("forum.remove", post_id=posts[9].id)
    await site.as_("oleg").call("forum.remove", post_id=posts[10].id, reason="Не по теме")
    await site.as_("irina").call("forum.edit", post_id=posts[1].id, body=REPLIES[0][2] + "\n\nИ так каждое утро.")
    await site.as_("anna").call("forum.read", topic_id=topic.id, ranges=[[1, 9]])
    others = {}
    for name, title in (("pinned", "Правила раздела: коротко"), ("closed", "Сколько длится адаптация"),
                        ("hidden", "Продам коляску"), ("short", "Тихий час без сна: чем занять?")):  # fmt: skip
        clock.advance(2 * HOUR)
        others[name] = await site.topic("denis", title, "Пишите по делу и бережно. " * 3, section)
    moderator = site.as_("oleg")
    await moderator.call("forum.pin", topic_id=others["pinned"].id, reason="Чтобы видели сразу")
    await moderator.call("forum.close", topic_id=others["closed"].id, reason="Всё сказано")
    await moderator.call("forum.hide", topic_id=others["hidden"].id, reason="Реклама")
    network.places |= {
        "section": f"s/set/f/{section.id}-{section.slug}", "empty_section": f"s/set/f/{empty.id}-{empty.slug}",
        "narrow_section": f"s/set/f/{other.id}-{other.slug}", "topic": f"t/{topic.id}-{topic.slug}",
        "topic_id": str(topic.id), "post": str(posts[0].id), "reply": str(posts[1].id), "removed": str(posts[10].id),
        "short_topic_id": str(others["short"].id),
        **{f"{name}_topic": f"t/{made.id}-{made.slug}" for name, made in others.items()},
    }  # fmt: skip


LINES = [
    ("svetlana", "Доброе утро! Завтра в десять методический час, напоминаю про дневники наблюдений."),
    ("anna", "Доброе! Дневники готовы, кроме двух детей: пришли на прошлой неделе."),
    ("irina", "По ним я допишу сама, сегодня как раз смотрю эту группу."),
    ("oleg", "Коллеги, кто брал **большой проектор**? Нужен на среду."),
    ("denis", "Он у меня, верну сегодня после занятий."),
    ("denis", "И переходник тоже."),
]


async def _rooms(network: Network) -> None:
    site, clock = network.site, network.site.clock
    _until(site, 40 * HOUR)
    room = await site.room("Учительская", space=int(network.places["garden_id"]))
    for day in range(3):
        clock.advance(6 * HOUR if day else HOUR)
        for who, body in LINES:
            clock.advance(MINUTE)
            await site.as_(who).call("chat.send", room_id=room.id, body=body)
    anna = site.as_("anna")
    await site.as_("oleg").call("chat.send", room_id=room.id, body="Спасибо, жду!", reply_to=17)
    await anna.call("chat.react", room_id=room.id, seq=14, name="спасибо", on=True)
    await site.as_("denis").call("chat.edit", room_id=room.id, seq=18, body="И переходник тоже, и пульт.")
    await site.as_("oleg").call("chat.remove", room_id=room.id, seq=16)
    await anna.call("chat.read_up_to", room_id=room.id, seq=12)
    quiet = await site.room("Тихая комната")
    live = await site.room("Дежурные на площадке")
    for number in range(30):
        await site.as_("denis").call("chat.send", room_id=live.id, body=f"{LINES[number % 6][1]} ({number + 1})")
    await anna.call("chat.read_up_to", room_id=live.id, seq=30)
    closed = await site.room("Осенний праздник")
    await site.as_("irina").call("chat.send", room_id=closed.id, body="Всем спасибо, было очень тепло!")
    await site.admin.call("chat.close_room", room_id=closed.id, reason="Праздник прошёл")
    talk = await anna.call("chat.open_direct", person_id=site.as_("irina").id)
    await site.as_("irina").call("chat.send", room_id=talk.id, body="Анна, посмотрите, пожалуйста, мой ответ в теме.")
    own = await anna.call("chat.send", room_id=talk.id, body="Смотрю, спасибо!")
    network.places |= {
        "room": f"r/{room.id}", "quiet_room": f"r/{quiet.id}", "live_room": f"r/{live.id}",
        "closed_room": f"r/{closed.id}", "talk": f"r/{talk.id}", "own_message": f"r/{talk.id}/{own.seq}",
        "live_room_id": str(live.id), "quiet_room_id": str(quiet.id),
    }  # fmt: skip


CONSENT = (
    "Я согласен на обработку сведений, которые напишу специалисту.\n"
    "Их видят только специалист, взявший вопрос, и руководитель очереди.\n"
    "Согласие можно отозвать в настройках."
)


async def _queues(network: Network) -> None:
    site, clock = network.site, network.site.clock
    _until(site, 4 * HOUR)
    garden = int(network.places["garden_id"])
    queue = await site.queue(
        "Логопед", ["denis", "irina"], space=garden, consent=CONSENT, lead_id=site.as_("svetlana").id,
        description="Вопросы о речи: когда пора беспокоиться, чем заниматься дома, к кому идти.",
    )  # fmt: skip
    idle = await site.queue("Педагог-психолог", ["irina"], space=garden)
    closed = await site.queue("Инструктор по плаванию", ["denis"], space=garden)
    await site.admin.call("consult.update_queue", queue_id=closed.id, closed=True)
    marina, denis = site.as_("marina"), site.as_("denis")
    await denis.call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=4)

    async def ask(who: str, subject: str, body: str, **more: Any) -> Row:
        clock.advance(35 * MINUTE)
        given = {"consent": True, "consent_number": 1, **more}
        return await site.as_(who).call("consult.ask", queue_id=queue.id, subject=subject, body=body, **given)

    asked = [
        await ask("marina", "Не говорит в три года", "Понимает всё, показывает пальцем, слов около десяти."),
        await ask("marina", "Заикание после испуга", "Испугался собаки, неделю повторяет первые слоги."),
        await ask("marina", "Не выговаривает «р»", "Пять лет, в группе смеются. Ждать до шести?", anonymous=True),
        await ask("anna", "Двуязычная семья", "Дома говорят на двух языках, в группе ребёнок молчит."),
        await ask("oleg", "Речь и соска", "Как объяснить родителям, что пора отучать?"),
    ]
    taken, held, waiting, _, gone = asked
    for request in (taken, held, gone):
        await denis.call("consult.take", request_id=request.id)
    opened = await denis.call("consult.get", request_id=taken.id)
    await denis.call("chat.send", room_id=opened.room_id, body="Здравствуйте! Сколько времени он проводит с детьми?")
    await marina.call("chat.send", room_id=opened.room_id, body="Полдня: ходит в группу с сентября.")
    await denis.call("consult.hold", request_id=held.id)
    await denis.call("consult.close", request_id=gone.id)
    network.places |= {
        "queue": f"q/{queue.id}", "idle_queue": f"q/{idle.id}", "closed_queue": f"q/{closed.id}",
        "taken": f"c/{taken.id}", "held": f"c/{held.id}", "waiting": f"c/{waiting.id}", "done": f"c/{gone.id}",
    }  # fmt: skip


async def _ways_in(network: Network) -> None:
    site = network.site
    garden = int(network.places["garden_id"])
    made = await site.as_("svetlana").call("spaces.invite", space_id=garden, role="member", count=10)
    ended = await site.as_("svetlana").call("spaces.invite", space_id=garden, role="member", count=1)
    await site.as_("svetlana").call("spaces.revoke_invitation", invitation_id=ended.id)
    reset = await site.admin.call("people.make_reset_link", person_id=site.as_("nina").id)
    network.places |= {
        "invitation": made.link.rpartition("/")[2], "ended_invitation": ended.link.rpartition("/")[2],
        "reset": reset.link.rpartition("/")[2],
    }  # fmt: skip
