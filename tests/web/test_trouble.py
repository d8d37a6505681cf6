"""What people and programs are told while the database does not answer."""

from typing import Any

import pytest

from community.errors import Unavailable
from tests.support import LiveSite


async def silent(*_: Any) -> Any:
    raise Unavailable


@pytest.fixture
async def speechless(site: LiveSite, monkeypatch: pytest.MonkeyPatch) -> LiveSite:
    """The site of the administrator, whose database reads nothing any more."""
    for how in ("read", "peek"):
        monkeypatch.setattr(site.db, how, silent)
    return site


async def test_a_person_gets_a_page_that_says_so(speechless: LiveSite):
    for who in ("admin", None):
        answer = await speechless.get("/forum", as_=who)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"].startswith("text/html")
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "<h1>" in answer.text


async def test_a_program_gets_the_problem(speechless: LiveSite):
    headers = {"authorization": f"Bearer {speechless.admin.token}"}
    answer = await speechless.http.post("/api/people.me", json={}, headers=headers)
    assert answer.status_code == 503
    assert answer.json()["kind"] == "unavailable"
    assert answer.json()["retry_after"] > 0
    assert (await speechless.http.get("/readyz")).status_code == 503
    assert (await speechless.http.get("/healthz")).status_code == 200


async def test_a_page_that_fails_midway_is_told_without_the_column(site: LiveSite, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(site.site.resources, "nav", silent)
    answer = await site.get("/forum", as_="admin")
    assert answer.status_code == 503
    assert "<h1>" in answer.text


async def test_a_form_sent_to_a_file_is_refused_like_any_other(site: LiveSite):
    answer = await site.post("/static/app.js", {"a": "1"})
    assert answer.status_code == 405
    assert "<h1>" in answer.text
