"""The page of the load: a sample a minute is kept for a day, outlives a restart, and only administrators see it."""

import asyncio
from typing import Any

import pytest

from community.admin import commands, queries_samples
from community.admin.samples import HIGH, Sample, day_of
from community.clock import DAY, HOUR, MINUTE, SECOND, FrozenClock
from community.figures import COMMIT_SECONDS, SECONDS
from community.jobs import worker
from tests.conftest import running
from tests.engines import Engine
from tests.support import LiveSite, text_of

NOW = 1_760_000_400_000
NOTHING = tuple([0] * (len(SECONDS) + 1))


@pytest.fixture(autouse=True)
def _only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's own worker looks once, at start, which begins the first minute; after that these tests say when."""
    monkeypatch.setattr(worker, "LOOKS_EVERY", 3600)


def sample(at: int, **changes: Any) -> Sample:
    given: dict[str, Any] = {
        "at": at, "process": "one", "span": MINUTE, "written": 0, "receipts": NOTHING, "lagged": 0,
        "commits": tuple([0] * (len(COMMIT_SECONDS) + 1)), "sockets": 0, "catch_ups": 0, "requests": 0, "errors": 0,
    }  # fmt: skip
    return Sample(**{**given, **changes})


async def kept(site: LiveSite) -> list[Sample]:
    found: list[Sample] = await site.db.read(queries_samples.samples_since, 0)
    return found


async def begun(site: LiveSite) -> None:
    async with asyncio.timeout(10):
        while "sampled" not in site.site.resources:
            await asyncio.sleep(0)


async def a_minute_later(site: LiveSite, milliseconds: int = MINUTE) -> None:
    site.clock.advance(milliseconds)
    await site.app.worker.do_due()


async def test_a_minute_of_writing_becomes_a_sample(timed_site: LiveSite) -> None:
    site = timed_site
    await begun(site)
    room = await site.room("Кухня", members=["anna"])
    await a_minute_later(site)
    anna = await site.socket("anna", room)
    for body in ("раз", "два"):
        await anna.call("chat.send", room_id=room.id, body=body)
    await site.topic("anna")
    await anna.call("chat.catch_up", room_id=room.id, after_version=0)
    await a_minute_later(site)
    [_, found] = await kept(site)
    assert (found.at, found.span) == (site.clock.now(), MINUTE)
    assert (found.written, sum(found.receipts), found.sockets, found.catch_ups) == (3, 2, 1, 1)
    assert sum(found.commits) >= 3 and found.requests >= 2
    assert (found.errors, found.lagged) == (0, 0)


async def test_nothing_is_sampled_twice_in_a_minute(timed_site: LiveSite) -> None:
    await begun(timed_site)
    await a_minute_later(timed_site)
    await a_minute_later(timed_site, 10 * SECOND)
    assert len(await kept(timed_site)) == 1


async def test_a_machine_that_slept_begins_a_new_minute(timed_site: LiveSite) -> None:
    await begun(timed_site)
    await a_minute_later(timed_site, HOUR)
    assert await kept(timed_site) == []
    await a_minute_later(timed_site)
    assert len(await kept(timed_site)) == 1


async def test_samples_older_than_a_day_and_an_hour_are_forgotten(timed_site: LiveSite) -> None:
    await begun(timed_site)
    for ago in (25 * HOUR, 25 * HOUR - 2 * MINUTE):
        await timed_site.db.write(commands.keep_sample, sample(timed_site.clock.now() - ago))
    await a_minute_later(timed_site)
    now = timed_site.clock.now()
    assert [now - one.at for one in await kept(timed_site)] == [25 * HOUR - MINUTE, 0]


async def test_a_restart_keeps_the_day(engine: Engine) -> None:
    clock, database = FrozenClock(), await asyncio.to_thread(engine.new)
    for _ in range(2):
        async with running(database, clock=clock) as site:
            await begun(site)
            await a_minute_later(site)
            found = await kept(site)
    assert [clock.now() - one.at for one in found] == [MINUTE, 0]
    assert len({one.process for one in found}) == 2
    await asyncio.to_thread(engine.drop, database)


async def test_only_administrators_see_it(site: LiveSite) -> None:
    await site.person("anna", "moderator")
    assert (await site.get("/admin/live")).status_code == 404
    assert (await site.get("/admin/live", as_="anna")).status_code == 403
    assert (await site.get("/admin/live", as_="admin")).status_code == 200


async def test_the_page_says_in_words_what_it_draws(timed_site: LiveSite) -> None:
    site, now = timed_site, timed_site.clock.now()
    assert "Первая минута ещё измеряется" in text_of(await site.get("/admin/live", as_="admin"))
    quick = (0, 0, 98, 0, 0, 0, 0, 2, *[0] * 6)
    for ago, written in ((HOUR, 30), (MINUTE, 2)):
        made = sample(now - ago, written=written, receipts=quick, sockets=7, errors=written // 30)
        await site.db.write(commands.keep_sample, made)
    page = await site.get("/admin/live", as_="admin")
    said = text_of(page)
    assert "Сейчас: 2; больше всего: 30 (в" in said
    assert "Половина до 3,5 мс, 99 из 100 до 150 мс." in said
    assert "Измерений не было." in said and "За сутки не было." in said
    assert "Всего: 1; больше всего: 1 (в" in said
    assert page.text.count("<svg") - page.text.count('<svg class="icon') >= 5 and 'class="health-bad"' in page.text
    assert " style=" not in page.text
    await site.admin.call("people.set_preferences", locale="en", zone="Asia/Omsk")
    english = text_of(await site.get("/admin/live", as_="admin"))
    assert "Half take up to 3.5 ms, 99 of 100 up to 150 ms." in english


def test_processes_beside_each_other_add_up() -> None:
    one = sample(NOW, written=10, requests=600, sockets=5, lagged=1)
    other = sample(NOW, process="two", span=30 * SECOND, written=10, requests=600, sockets=7, lagged=2)
    charts = day_of([one, other], NOW).charts
    assert charts["written"].now == [30.0]
    assert charts["requests"].now == [30.0]
    assert charts["sockets"].now == [12.0]
    assert charts["lagged"].whole == [3.0]


def test_what_is_older_than_the_day_is_not_drawn() -> None:
    assert day_of([sample(NOW - DAY - 10 * MINUTE, written=5)], NOW).hours == []


def test_a_stretch_without_samples_is_a_gap() -> None:
    drawn = [sample(NOW - ago * MINUTE, sockets=1) for ago in (20, 15, 5, 0)]
    [path] = day_of(drawn, NOW).charts["sockets"].paths
    assert path == f"M283 {HIGH}V0H285V{HIGH}ZM286 {HIGH}V0H288V{HIGH}Z"


def test_times_of_an_edition_with_other_bounds_are_left_out() -> None:
    charts = day_of([sample(NOW, receipts=(1, 2, 3)), sample(NOW - 1, receipts=(*NOTHING[:-1], 4))], NOW).charts
    assert charts["receipts"].whole == [10_000.0, 10_000.0]


@pytest.mark.parametrize(("most", "top"), [(0, 1), (0.03, 0.1), (0.3, 0.5), (1, 1), (3, 5), (51, 100), (10**7, 10**7)])
def test_the_top_of_a_chart_is_a_round_number(most: float, top: float) -> None:
    assert day_of([sample(NOW, written=most)], NOW).charts["written"].top == pytest.approx(top)
