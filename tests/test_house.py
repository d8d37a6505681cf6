"""The rules of docs/architecture.md that a machine can keep. Words and languages: tests/test_words.py."""

import ast
import importlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import get_type_hints

import pytest
from starlette.routing import Match, Route

from community.config import Config
from community.web.assets import TOGETHER, assets
from tests.house import ROOT, files, functions, markup, name, operations, source, strings, tree, without_jinja_comments
from tests.support import LiveSite

PYTHON = files("community", "*.py")
TEMPLATES = files("templates", "*.html", "*.xml", "*.txt")
STATIC = files("static", "*.js", "*.css", "*.svg", "*.html", "*.webmanifest")


# Size

LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def test_files_are_short_enough_to_be_read_at_once() -> None:
    ours = [p for folder in ("community", "migrations", "tests", "benchmarks") for p in files(folder, "*.py")]
    ours += TEMPLATES + files("static", "*.js", "*.css")
    lengths = {name(path): len(source(path).splitlines()) for path in ours}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short_enough_to_be_read_at_once() -> None:
    ours = [p for folder in ("community", "migrations", "tests", "benchmarks") for p in files(folder, "*.py")]
    long = {
        f"{name(path)}:{function.name}": lines
        for path in ours
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_all_styles_together_stay_light() -> None:
    """As they are served: one file, on a slow 3G line, before packing."""
    together = assets().find(TOGETHER)
    assert together is not None
    assert len(together.body) < 40_000


def scripts_of(template: Path) -> set[str]:
    """The modules that a page loads: its own, the layout's, and what these import."""
    asked = re.compile(r"""\bstatic\(\s*["']([\w./-]+\.js)["']""")
    waiting = asked.findall(source(template)) + asked.findall(source(ROOT / "templates" / "layout.html"))
    loaded: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module not in loaded:
            loaded.add(module)
            text = source(ROOT / "static" / module)
            waiting += re.findall(r"""\b(?:from|import)\s*\(?\s*["']\./([\w.-]+\.js)["']""", text)
    return loaded


def test_the_scripts_of_a_page_stay_light() -> None:
    served = {js: len(asset.body) for p in TEMPLATES for js in scripts_of(p) if (asset := assets().find(js))}
    weights = {name(p): sum(served[js] for js in scripts_of(p)) for p in TEMPLATES}
    assert {page: weight for page, weight in weights.items() if weight >= 60_000} == {}


# Where things stand

SQL = re.compile(
    r"\s*(select\s.+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\("
    r"|(create|drop|alter)\s+(table|index|view|trigger)\s|pragma\s|begin\s+immediate)",
    re.IGNORECASE | re.DOTALL,
)


def holds_sql(path: Path) -> bool:
    """Whether SQL may stand here: queries*.py (or a folder queries/), the database package, jobs."""
    parts = path.relative_to(ROOT / "community").parts
    return parts[0] in ("db", "jobs") or parts[-1].startswith("queries") or "queries" in parts[:-1]


@pytest.mark.parametrize(
    ("text", "is_sql"),
    [
        ("select id, name from people where id = :id", True),
        ("\n  INSERT INTO posts (id) values (1)", True),
        ("update rooms set version = version + 1", True),
        ("Update the room", False),
        ("Select a section from the list", True),
        ("Nothing was deleted from here", False),
    ],
)
def test_sql_is_told_from_sentences(text: str, is_sql: bool) -> None:
    assert bool(SQL.match(text)) is is_sql


def test_sql_stands_in_queries_only() -> None:
    misplaced = [
        f"{name(path)}:{line}: {text.strip()[:60]}"
        for path in PYTHON
        if not holds_sql(path)
        for line, text in strings(path)
        if SQL.match(text)
    ]
    assert misplaced == []


def test_imports_run_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_time_comes_from_the_clock() -> None:
    """So that a test may set it. `monotonic` and `perf_counter` measure and are free to use."""
    wall = re.compile(r"\btime\.time(_ns)?\(|\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(")
    assert [name(p) for p in PYTHON if p.name != "clock.py" and wall.search(source(p))] == []


def test_alembic_stays_out_of_the_server() -> None:
    imported = [
        name(path)
        for path in PYTHON
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and ast.unparse(node).split()[1].partition(".")[0] in ("alembic", "sqlalchemy")
    ]
    assert imported == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
    ours = PYTHON + TEMPLATES + STATIC + files("tests", "*.py") + files("migrations", "*.py")
    assert [name(p) for p in ours if p != Path(__file__) and marks.search(source(p))] == []


def test_no_test_waits_by_the_clock() -> None:
    sleeping = re.compile(r"\btime\.sleep\(|\basyncio\.sleep\((?!0\))|\bwait_for_timeout\(")
    assert [name(p) for p in files("tests", "*.py") if p != Path(__file__) and sleeping.search(source(p))] == []


# Operations


def test_every_operation_says_what_it_does() -> None:
    """The first line of its docstring is its summary in the API's documentation."""
    assert [called for called, _, function in operations() if not ast.get_docstring(function)] == []


def test_every_operation_is_called_by_a_test() -> None:
    tests = "\n".join(source(path) for path in files("tests", "*.py") if path != Path(__file__))
    assert sorted(called for called, _, _ in operations() if f'"{called}"' not in tests) == []


# Pages

FOREIGN = re.compile(r"""(?:https?:|wss?:|["'(=]\s*)//(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)""", re.IGNORECASE)
NOT_FETCHED = {"www.w3.org", "127.0.0.1"}  # names of XML vocabularies; this machine


def foreign_hosts(text: str) -> set[str]:
    hosts = {match["host"].lower() for match in FOREIGN.finditer(text)}
    return {h for h in hosts if h not in NOT_FETCHED and not re.search(r"(^|\.)example(\.\w+)?$", h)}


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ('<script src="https://cdn.site.com/a.js">', {"cdn.site.com"}),
        ('<img src="//pics.site.ru/a.png">', {"pics.site.ru"}),
        ("@import url(//fonts.site.com/a.css)", {"fonts.site.com"}),
        ('<svg xmlns="http://www.w3.org/2000/svg">', set()),
        ("// see page.title below", set()),
    ],
)
def test_foreign_hosts_are_recognised(text: str, hosts: set[str]) -> None:
    assert foreign_hosts(text) == hosts


def test_no_page_asks_anything_of_a_foreign_host() -> None:
    found = {name(path): hosts for path in TEMPLATES + STATIC if (hosts := foreign_hosts(source(path)))}
    for path in PYTHON:
        if hosts := {host for _, text in strings(path) for host in foreign_hosts(text)}:
            found[name(path)] = hosts
    assert found == {}


INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|<script\b(?![^>]*\b(?:src\s*=|type="application/json"))""",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "text", ["<style>p {}</style>", '<p style="x">', '<a onclick="x()">', "<script>x</script>", 'href="javascript:x"']
)
def test_inline_code_is_recognised(text: str) -> None:
    assert INLINE.search(text)


def test_templates_have_no_inline_script_or_style() -> None:
    """The content security policy would refuse it."""
    assert [name(path) for path in TEMPLATES if INLINE.search(without_jinja_comments(source(path)))] == []


def test_templates_never_switch_escaping_off() -> None:
    off = re.compile(r"\|\s*safe\b|autoescape\s+false")
    assert [name(path) for path in TEMPLATES if off.search(source(path))] == []


def test_only_the_tokens_hold_colours() -> None:
    colour = re.compile(r":[^;{}]*(#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|oklch|oklab|lab|lch)\()", re.IGNORECASE)
    sheets = [path for path in files("static", "*.css") if path.name != "tokens.css"]
    assert [name(path) for path in sheets if colour.search(source(path))] == []


class Forms(HTMLParser):
    """The forms of a template that post, each with its opening tag's attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "form" and values.get("method", "").lower() == "post":
            self.found.append(values)


def posting_routes() -> list[Route]:
    """Every route that takes a POST of every module with a list `routes`, found without a running server."""
    listing = re.compile(r"^routes\b.*=", re.MULTILINE)
    modules = [name(path)[:-3].replace("/", ".") for path in PYTHON if listing.search(source(path))]
    found = [route for module in modules for route in importlib.import_module(module).routes]
    return [route for route in found if isinstance(route, Route) and "POST" in (route.methods or ())]


def test_every_posting_form_carries_a_client_id() -> None:
    """Sent twice, it must become one thing. The id is made by a macro."""
    without = []
    for path in TEMPLATES:
        for form in re.findall(r"<form\b.*?</form>", without_jinja_comments(source(path)), re.DOTALL | re.IGNORECASE):
            posts = re.search(r"method\s*=\s*[\"']?post", form, re.IGNORECASE)
            if posts and not re.search(r"\bclient_id\(", form):
                without.append(f"{name(path)}: {form[:80]}")
    assert without == []


def test_every_posting_form_names_a_route_that_takes_it() -> None:
    routes, lost = posting_routes(), []
    for path in TEMPLATES:
        for form in Forms(markup(path)).found:
            action = form.get("action", "").partition("?")[0]
            if set(action) == {"\ufffd"}:
                continue  # the caller of a macro gives it
            scope = {"type": "http", "method": "POST", "path": action.replace("\ufffd", "1")}
            if not any(route.matches(scope)[0] is Match.FULL for route in routes):
                lost.append(f"{name(path)}: {action.replace(chr(0xFFFD), '{}') or 'no action'}")
    assert lost == []


ELSEWHERE = {"origin": "https://elsewhere.example"}


async def test_every_form_route_refuses_what_another_site_sends(site: LiveSite) -> None:
    """Even with a valid cookie; and a browser that names no origin at all is not believed either."""
    cookie = {"cookie": f"session={site.admin.token}"}
    taken = []
    for route in posting_routes():
        path = re.sub(r"\{[^}]*\}", "1", route.path)
        for origin in (ELSEWHERE, {}):
            answer = await site.http.post(path, data={"client_id": "c1"}, headers=cookie | origin)
            if answer.status_code != 403:
                taken.append((path, origin, answer.status_code))
    assert taken == []


OPEN_TO_VISITORS = {"/setup", "/sign-in", "/sign-up", "/sign-out", "/language", "/theme", "/reset/1"}


async def test_every_form_route_asks_who_sends_it(site: LiveSite) -> None:
    """A visitor's post is answered by the way in, by a refusal, or as if nothing were there; nothing is carried out."""
    taken = []
    for route in posting_routes():
        path = re.sub(r"\{[^}]*\}", "1", route.path)
        if path in OPEN_TO_VISITORS or path.startswith("/api/"):
            continue
        answer = await site.post(path, {"client_id": "c1", "title": "Название", "body": "Текст"})
        to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        if not to_sign_in and answer.status_code not in (401, 404):
            taken.append((path, answer.status_code))
    assert taken == []


# Configuration

KEYS = [(section, key) for section, struct in get_type_hints(Config).items() for key in get_type_hints(struct)]


def keys_read() -> set[tuple[str, str]]:
    """Pairs of names that follow each other in some `….section.key` of the code."""
    return {
        (ast.unparse(node.value).rpartition(".")[2], node.attr)
        for path in PYTHON
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
    }


def test_every_key_of_the_configuration_is_read() -> None:
    assert [f"{section}.{key}" for section, key in sorted(set(KEYS) - keys_read())] == []


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_key_of_the_configuration_is_explained(section: str, key: str) -> None:
    """In config.toml by a comment above it (the key itself may be commented out), in the documents by its full name."""
    table = re.search(rf"^\[{section}\]\n(.*?)(?=^\[|\Z)", source(ROOT / "config.toml"), re.MULTILINE | re.DOTALL)
    assert table, f"config.toml has no [{section}]"
    assert re.search(rf"^# \S.*\n(?:#.*\n)*(?:# ?)?{key} = ", table[1], re.MULTILINE), (
        f"{section}.{key} lacks a comment"
    )
    assert f"`{section}.{key}`" in source(ROOT / "docs" / "configuration.md")


# Documents

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *files("docs", "*.md")]


def test_documents_link_to_what_exists() -> None:
    links = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
    linked = [(path, target) for path in DOCUMENTS for target in links.findall(source(path))]
    assert [f"{name(path)}: {target}" for path, target in linked if not (path.parent / target).exists()] == []


def test_documents_name_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", source(ROOT / "Makefile"), re.MULTILINE))
    named = {word for path in DOCUMENTS for word in re.findall(r"\bmake ([a-z]+)(?=[\s`,.;)]*(?:`|$))", source(path))}
    assert named - targets == set()


def test_requirements_are_hashed_and_name_no_host() -> None:
    for path in (ROOT / "requirements.txt", ROOT / "requirements-dev.txt"):
        text = source(path)
        assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text), path.name
        pinned = re.findall(r"^[a-z0-9.-]+(?:\[[a-z,]+\])?==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[a-z]", text, re.MULTILINE)) > 0, path.name


def test_packages_of_npm_are_pinned_by_hash_and_name_no_host() -> None:
    """They are for tests and measurements; where they come from is the machine's own setting."""
    for path in [each for folder in ("tests", "benchmarks") for each in files(folder, "package-lock.json")]:
        packages = json.loads(source(path))["packages"]
        asked = packages.pop("")
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked["devDependencies"].values()), path
        assert [each for each, about in packages.items() if "resolved" in about or "integrity" not in about] == [], path
