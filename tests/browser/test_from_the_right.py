"""Names and texts written from right to left: they keep their order and do not turn what stands around them."""

from playwright.async_api import Page

from tests.browser.stories import Browse, connected, say
from tests.support import LiveSite

SARA = "שרה כהן־לוי"
TITLE = "ילד בן 3 בוכה: מה עוזר?"
PARAGRAPH = "מה עוזר בבוקר (בערך ב־8)!"

PLACES = """([selector, pieces]) => {
  const element = document.querySelector(selector);
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const text = nodes.map((node) => node.data).join("");
  const point = (at) => {
    for (const node of nodes) {
      if (at <= node.length) return [node, at];
      at -= node.length;
    }
  };
  let from = 0;
  return pieces.map((piece) => {
    const start = text.indexOf(piece, from);
    if (start < 0) throw new Error(`${piece} is not in ${text}`);
    from = start + piece.length;
    const range = document.createRange();
    const [node, at] = point(start + 1);
    range.setStart(node, at - 1);
    range.setEnd(...point(from));
    const { left, right, top } = range.getBoundingClientRect();
    return [left, right, top];
  });
}"""


async def stand_in_order(page: Page, selector: str, *pieces: str) -> None:
    """From left to right on one line, each after the one before."""
    places = await page.evaluate(PLACES, [selector, list(pieces)])
    for one, other, piece in zip(places, places[1:], pieces[1:], strict=False):
        assert one[1] <= other[0] + 1, (piece, dict(zip(pieces, places, strict=True)))
        assert abs(one[2] - other[2]) < 8, (piece, places)


async def runs_from_the_right(page: Page, selector: str, first: str, last: str) -> None:
    """The first word stands at the right, what ends the text at the left."""
    (left, _, _), (_, right, _) = await page.evaluate(PLACES, [selector, [first, last]])
    assert right <= left + 1


async def sara_answers(site: LiveSite) -> None:
    anna = await site.person("anna", name="Анна Ковалёва")
    await site.person("sara", name=SARA)
    topic = await site.topic("anna", TITLE, PARAGRAPH)
    for body in ("Раз", "Два"):
        await site.as_("sara").call("forum.reply", topic_id=topic.id, body=f"@{anna.handle} {body}")


async def test_a_notice_keeps_its_order_around_a_name(site: LiveSite, browse: Browse) -> None:
    await sara_answers(site)
    page = await browse("anna", "/notices")
    await stand_in_order(page, ".lines .small", "·", SARA, "·", "2 раза", "·", "только что")


async def test_a_list_of_topics_keeps_its_order_around_names_and_titles(site: LiveSite, browse: Browse) -> None:
    await sara_answers(site)
    topics = (await site.as_("anna").call("forum.sections", space_id=site.network_id))["items"][0]
    page = await browse("anna", f"/s/{(await network_slug(site))}/f/{topics.id}-{topics.slug}")
    await stand_in_order(page, ".topic-meta > span:nth-child(3)", "последнее", SARA, ",", "только что")
    await runs_from_the_right(page, ".topic-title", TITLE[0], "?")


async def network_slug(site: LiveSite) -> str:
    return str((await site.admin.call("spaces.get", space_id=site.network_id)).slug)


async def test_who_has_taken_a_request_stands_after_the_word(site: LiveSite, browse: Browse) -> None:
    await site.person("vera", "guest")
    await site.person("sara", name=SARA)
    queue = await site.queue("Логопед", ["sara", "irina"])
    asked = await site.as_("vera").call("consult.ask", queue_id=queue.id, subject=TITLE, body=PARAGRAPH)
    await site.as_("sara").call("consult.set_duty", queue_id=queue.id, on_duty=True)
    await site.as_("sara").call("consult.take", request_id=asked.id)
    page = await browse("irina", f"/q/{queue.id}")
    await stand_in_order(page, ".board .chip", "Взято", ":", SARA)
    await runs_from_the_right(page, ".board-subject b", TITLE[0], "?")


async def test_the_log_of_acts_keeps_its_order(site: LiveSite, browse: Browse) -> None:
    await site.section(TITLE)
    page = await browse("admin", "/moderation/log")
    await stand_in_order(page, ".log-row p", "Создан раздел", ":", TITLE)


async def test_a_text_is_read_from_its_own_side_paragraph_by_paragraph(site: LiveSite, browse: Browse) -> None:
    await site.person("anna")
    topic = await site.topic(
        "anna", TITLE, f"{PARAGRAPH}\n\nПо-русски, с именем {SARA}, и точка.\n\n- שורה אחת\n\n> ציטוט"
    )
    page = await browse("anna", f"/t/{topic.id}-{topic.slug}")
    await runs_from_the_right(page, "h1", TITLE[0], "?")
    await runs_from_the_right(page, ".post-body p", PARAGRAPH[0], "!")
    await stand_in_order(page, ".post-body p:nth-of-type(2)", "По-русски", SARA, ",", "и точка", ".")
    sides = await page.evaluate(
        """() => ["ul", "blockquote", "p"].map((name) => getComputedStyle(document.querySelector(`.post-body ${name}`))
            .getPropertyValue(name === "p" ? "unicode-bidi" : "direction"))"""
    )
    assert sides == ["rtl", "rtl", "plaintext"]


async def test_a_line_of_a_room_and_the_answer_to_it_keep_their_order(site: LiveSite, browse: Browse) -> None:
    await site.person("sara", name=SARA)
    room = await site.room("Учительская", members=["boris"])
    await site.as_("sara").call("chat.send", room_id=room.id, body="Встречаемся в десять?")
    page = await browse("boris", f"/r/{room.id}")
    await connected(page)
    await stand_in_order(page, "#message-1 .message-head", SARA, ":")
    await page.locator("#message-1").hover()
    await page.locator("#message-1 .message-reply").click()
    await stand_in_order(page, "[data-answering]", SARA, ":", "Встречаемся")
    await say(page, "Да")
    await page.locator("#message-2").wait_for()
    await stand_in_order(page, "#message-2 .message-answers", SARA, ":", "Встречаемся", "?")
    await page.reload()
    await stand_in_order(page, "#message-2 .message-answers", SARA, ":", "Встречаемся", "?")
