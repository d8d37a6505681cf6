"""Where a writing request may come from, and what every answer says to the browser."""

import httpx
import pytest

from community.config import Config, SiteConfig
from community.web.security import same_origin
from community.web.session import Proxies
from tests.support import LiveSite


async def test_every_answer_carries_the_policy(site: LiveSite):
    for path in ("/", "/sign-in", "/nothing-here", "/api/openapi.json", "/static/app.js"):
        answer = await site.get(path)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


async def test_a_form_from_another_site_is_refused(site: LiveSite):
    await site.person("anna")
    before = await site.as_("anna").call("people.me")
    for origin in ({"origin": "https://evil.example"}, {"origin": "null"}):
        answer = await site.post("/language", {"locale": "en"}, as_="anna", **origin)
        assert answer.status_code == 403
        assert answer.json()["kind"] == "forbidden"
    assert await site.as_("anna").call("people.me") == before


async def test_a_form_that_does_not_say_where_it_comes_from_is_refused(site: LiveSite):
    await site.person("anna")
    answer = await site.http.post("/language", data={"locale": "en"}, headers=site._cookies("anna"))
    assert answer.status_code == 403


async def test_the_api_by_cookie_needs_this_site_as_origin(site: LiveSite):
    await site.person("anna")
    cookie = site._cookies("anna")
    assert (await site.http.post("/api/people.me", json={}, headers=cookie)).status_code == 403
    assert (
        await site.http.post("/api/people.me", json={}, headers={**cookie, "origin": "https://evil.example"})
    ).status_code == 403
    assert (
        await site.http.post("/api/people.me", json={}, headers={**cookie, "origin": site.address})
    ).status_code == 200


async def test_a_bearer_needs_no_origin_and_wins_over_the_cookie(site: LiveSite):
    anna, boris = await site.person("anna"), await site.person("boris")
    answer = await site.http.post(
        "/api/people.me", json={}, headers={**site._cookies("anna"), "authorization": f"Bearer {boris.token}"}
    )
    assert answer.json()["id"] == boris.id != anna.id


async def test_a_token_that_is_not_valid_is_unauthenticated(site: LiveSite):
    answer = await site.http.post("/api/people.me", json={}, headers={"authorization": "Bearer nonsense"})
    assert answer.status_code == 401
    assert answer.json()["kind"] == "unauthenticated"
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_body_over_the_limit_is_too_large(site: LiveSite):
    answer = await site.http.post("/api/sessions.open", content=b'{"email": "' + b"a" * 300_000 + b'"}')
    assert answer.status_code == 413

    async def endless():
        for _ in range(100):
            yield b"a" * 10_000

    answer = await site.http.post("/api/sessions.open", content=endless())
    assert answer.status_code == 413


async def test_unknown_fields_do_not_make_the_answer_endless(site: LiveSite):
    answer = await site.http.post("/api/sessions.open", json={f"f{n}": 1 for n in range(10_000)})
    assert answer.status_code == 422
    assert len(answer.content) < 10_000
    assert {"email", "password", "f0"} <= set(answer.json()["fields"])


@pytest.mark.parametrize(
    ("origin", "host", "address", "same"),
    [
        ("http://a.example", "a.example", "", True),
        ("http://a.example:8000", "a.example:8000", "", True),
        ("http://a.example:8000", "a.example", "", False),
        ("null", "a.example", "", False),
        ("", "", "", False),
        ("https://a.example", "127.0.0.1:8000", "https://a.example", True),
        ("http://a.example", "127.0.0.1:8000", "https://a.example", False),
        ("https://a.example.evil", "a.example", "https://a.example", False),
    ],
)
def test_same_origin(origin: str, host: str, address: str, same: bool):
    assert same_origin(origin, host, Config(site=SiteConfig(address=address))) is same


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("10.0.0.1", "nonsense" + "x" * 100, "nonsense" + "x" * 56),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::7", "", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
    ],
)
def test_strangers_are_counted_by_the_address_behind_trusted_proxies(peer: str, forwarded: str, counted: str):
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    assert Proxies(["10.0.0.0/8"]).address({"client": (peer, 1), "headers": headers}) == counted


async def test_metrics_are_for_neighbours_and_administrators(site: LiveSite):
    anna = await site.person("anna")
    figures = (await site.http.get("/metrics")).text
    assert "community_http_requests_total" in figures
    assert "community_page_cache_hits" in figures
    for header in ("x-forwarded-proto", "forwarded", "via", "x-real-ip"):
        assert (await site.http.get("/metrics", headers={header: "1"})).status_code == 403
    proxied = {"x-forwarded-for": "203.0.113.5"}
    assert (await site.http.get("/metrics", headers=proxied)).status_code == 403
    bearer = {**proxied, "authorization": f"Bearer {anna.token}"}
    assert (await site.http.get("/metrics", headers=bearer)).status_code == 403
    bearer["authorization"] = f"Bearer {site.admin.token}"
    assert (await site.http.get("/metrics", headers=bearer)).status_code == 200


async def test_ready_and_alive(site: LiveSite):
    assert (await site.http.get("/healthz")).status_code == 200
    answer = await site.http.get("/readyz")
    assert answer.json() == {"database": "up", "bus": "up"}


async def test_the_session_cookie_over_https_is_bound_to_the_host(make_site):
    site = await make_site(config=Config(site=SiteConfig(address="https://c.example")), set_up=False)
    answer: httpx.Response = await site.http.post(
        f"/setup?secret={site.app.setup_secret}",
        data={"title": "Сеть", "name": "Ольга", "email": "o@example.org", "password": "Ромашка-и-лес-7", "locale": "ru",
              "secret": site.app.setup_secret, "consent": "1"},
        headers={"origin": "https://c.example"},
    )  # fmt: skip
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"))
    assert "strict-transport-security" in answer.headers
