"""The network of `community demo`, as it is a fortnight later: whom to sign in as, and where the best of it stands."""

from community.demo import console
from tests.browser.day import a_day
from tests.browser.filled import PAGE_NOW, Network
from tests.support import PASSWORD, Caller, LiveSite, Row

PARTS = {"institution lead": "lead"}
"""Parts of people whose name in the catalogue is another than the one `community demo` prints."""


async def demo(site: LiveSite) -> Network:
    """The site must be without rows, its clock not later than the moment pages are looked at."""
    site.clock.advance(PAGE_NOW - site.clock.now())
    _, shown = await console.fill(site.db, PASSWORD)
    network = Network(site)
    for part, _, email in shown:
        opened = await site.visitor.call("sessions.open", email=email, password=PASSWORD)
        network.callers[PARTS.get(part, part)] = Caller(site, opened.person.handle, opened.token, opened.person)
    await _places(network)
    await a_day(site, PAGE_NOW)
    await network.remember()
    return network


async def _places(network: Network) -> None:
    teacher, specialist, parent = (network.as_(who) for who in ("teacher", "specialist", "parent"))
    spaces = (await teacher.call("spaces.list", mine=True))["items"]
    rooms = (await teacher.call("chat.rooms"))["items"]
    queue = (await specialist.call("consult.queues"))["items"][0]
    own = (await parent.call("consult.mine"))["items"]
    board = (await specialist.call("consult.queue", queue_id=queue.id))["items"]
    garden = next(space for space in spaces if space.kind == "institution")
    network_space = next(space for space in spaces if space.kind == "network")
    sections = (await teacher.call("forum.sections", space_id=network_space.id))["items"]
    section, topic = await _longest(teacher, sections)
    network.places |= {
        "garden": garden.slug,
        "section": f"s/{network_space.slug}/f/{section.id}-{section.slug}",
        "topic": f"t/{topic.id}-{topic.slug}",
        "room": f"r/{next(room.id for room in rooms if room.space_id and room.unread)}",
        "talk": f"r/{next(room.id for room in rooms if not room.space_id)}",
        "queue": f"q/{queue.id}",
        "own": f"c/{own[0].id}",
        "taken": f"c/{next(row.id for row in board if row.taker and row.taker.id == specialist.id)}",
        "specialist": specialist.handle,
    }


async def _longest(teacher: Caller, sections: list[Row]) -> tuple[Row, Row]:
    """The topic with most replies, and its section."""
    topics = [
        (section, topic)
        for section in sections
        for topic in (await teacher.call("forum.topics", section_id=section.id))["items"]
    ]
    return max(topics, key=lambda each: each[1].post_count)
