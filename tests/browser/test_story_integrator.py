"""An integrator's day: the operations are read, a token is made, the examples of the page answer."""

import re
import shlex
from typing import Any

from playwright.async_api import expect

from tests.browser.stories import Browse, Picture, fits, follow, press
from tests.support import LiveSite


async def sent(example: str, site: LiveSite, token: str) -> Any:
    """The answer to a call that the help writes for curl, with the address and the token put in as it says."""
    said = example.replace("https://community.example", site.address).replace("TOKEN", token)
    _, _, address, *options = shlex.split(said)
    given = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for name, value in given if name == "-H")
    answer = await site.http.post(address, content=dict(given)["-d"], headers=headers)
    return answer.json()


async def test_an_integrator_s_day(demo: LiveSite, visit: Browse, picture: Picture) -> None:
    ekaterina = await visit("ekaterina", "/help/integrators")
    await fits(ekaterina)
    await picture(ekaterina, "story-integrator-help-1280")
    examples = [text for text in await ekaterina.locator("main pre").all_inner_texts() if text.startswith("curl")]
    await follow(ekaterina.locator("main"), "«Программный интерфейс»")
    operation = ekaterina.locator("article", has=ekaterina.locator("h3[id='chat.history']"))
    await expect(operation.locator("tr", has_text="room_id")).to_contain_text("обязательно")
    await fits(ekaterina)
    await picture(ekaterina, "story-integrator-docs-1280")
    phone = await visit(None, "/api/docs", narrow=True)
    await expect(phone.locator("h3[id='people.me']")).to_be_visible()
    await fits(phone)

    await follow(ekaterina.locator("footer"), "Настройки")
    await follow(ekaterina.locator(".tabs"), "Ключи для программ")
    await ekaterina.fill("#f-title", "Афиша библиотеки")
    await press(ekaterina.locator("main"), "Создать ключ")
    token = await ekaterina.locator(".secret").inner_text()
    await expect(ekaterina.locator("main .row", has_text="Афиша библиотеки")).to_be_visible()
    await fits(ekaterina)
    await picture(ekaterina, "story-integrator-token-1280")

    me, spaces, _ = re.split(r"\n+(?=curl)", "\n".join(examples).replace("\\\n", " "))
    assert (await sent(me, demo, token))["name"] == "Екатерина Руднева"
    titles = [space["title"] for space in (await sent(spaces, demo, token))["items"]]
    assert "Детская библиотека «Лукоморье»" in titles

    await ekaterina.reload()
    await press(ekaterina.locator("main .row", has_text="Афиша библиотеки"), "Отозвать")
    await expect(ekaterina.locator("main .row")).to_have_count(0)
    assert (await sent(me, demo, token))["status"] == 401
