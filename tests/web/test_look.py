"""The house rules of the look: one place for colours and sizes, weight, contrast, one version in every address."""

import math
import re
from pathlib import Path

import pytest

from community.web.assets import FOLDER, SHEETS, TOGETHER, Assets

TEMPLATES = FOLDER.parent / "templates"
PAGES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if '{% extends "layout.html" %}' in path.read_text(encoding="utf-8")
)
SHEET_FILES = sorted((FOLDER / "css").glob("*.css"))
TOKENS = (FOLDER / "css" / "tokens.css").read_text(encoding="utf-8")
Colour = tuple[float, float, float]


def without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_every_sheet_is_served() -> None:
    assert {sheet.stem for sheet in SHEET_FILES} == set(SHEETS)


@pytest.mark.parametrize("sheet", [s for s in SHEET_FILES if s.stem != "tokens"], ids=lambda s: s.stem)
def test_only_the_tokens_hold_raw_colours_and_sizes(sheet: Path) -> None:
    rules = re.sub(r"@media[^{]*", "", without_comments(sheet))
    assert re.findall(r"#[0-9a-f]{3,8}\b|(?:rgba?|hsl|oklch)\(|\b\d*\.?\d+(?:px|rem|pt)\b", rules) == []


@pytest.mark.parametrize("sheet", SHEET_FILES, ids=lambda s: s.stem)
def test_every_token_that_is_used_is_defined(sheet: Path) -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", TOKENS))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", without_comments(sheet))) <= defined


def test_the_styles_are_light() -> None:
    styles = Assets().find(TOGETHER)
    assert styles is not None
    assert len(styles.body) < 40_000


def templates_of(name: str) -> set[str]:
    """A template with everything it extends, includes and imports."""
    found, left = set(), [name]
    while left:
        found.add(name := left.pop())
        named = re.findall(
            r'\{% (?:extends|include|from|import) "([^"]+)"', (TEMPLATES / name).read_text(encoding="utf-8")
        )
        left += [each for each in named if each not in found]
    return found


def modules_of(template: str) -> set[str]:
    """The modules a page loads, with those they import."""
    pages = [(TEMPLATES / each).read_text(encoding="utf-8") for each in templates_of(template)]
    found, left = set(), [name for page in pages for name in re.findall(r"static\('([\w.-]+\.js)'\)", page)]
    while left:
        found.add(name := left.pop())
        imported = re.findall(
            r"""(?:from|import)\s*\(?\s*["']\./([\w.-]+\.js)""", (FOLDER / name).read_text(encoding="utf-8")
        )
        left += [each for each in imported if each not in found]
    return found


def test_the_modules_of_a_page_are_found_through_what_it_draws_with_and_what_they_import() -> None:
    assert {"app.js", "drafts.js", "live.js", "outbox.js", "queue.js", "room.js"} <= modules_of("consult/request.html")
    assert "room.js" not in modules_of("forum/topic.html")


@pytest.mark.parametrize("template", PAGES)
def test_the_scripts_of_a_page_are_light(template: str) -> None:
    served = Assets()
    weights = {name: len(module.body) for name in modules_of(template) if (module := served.find(name)) is not None}
    assert "app.js" in weights
    assert sum(weights.values()) < 60_000, weights


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """Linear sRGB of an OKLCH colour, cut to the gamut (Ottosson 2020, bottosson.github.io/posts/oklab)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return min(1.0, max(0.0, red)), min(1.0, max(0.0, green)), min(1.0, max(0.0, blue))


def linear(digits: str) -> Colour:
    whole = digits if len(digits) == 6 else "".join(d * 2 for d in digits)
    parts = [int(whole[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def colour(value: str, among: dict[str, str]) -> Colour:
    while found := re.search(r"var\((--[a-z0-9-]+)\)", value):
        value = value.replace(found[0], among[found[1]])
    if value.startswith("#"):
        return linear(value[1:])
    lightness, chroma, hue = re.findall(r"[\d.]+", value)[:3]
    return oklch(float(lightness) / 100, float(chroma), float(hue))


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""
    light, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens_in(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r" \{(.*?)\n? *\}", TOKENS, re.DOTALL)
    assert block is not None, selector
    return dict(re.findall(r"(--[a-z0-9-]+): ([^;]+);", block[1]))


def side(tokens: dict[str, str], which: int) -> dict[str, str]:
    """The tokens with every light-dark(light, dark) decided: 1 light, 2 dark."""
    pair = re.compile(r"light-dark\((oklch\((?:[^()]|\([^)]*\))*\)), (oklch\((?:[^()]|\([^)]*\))*\))\)")
    return {name: pair.sub(rf"\{which}", value) for name, value in tokens.items()}


HUES = dict(re.findall(r"\.tint-(\d) \{ --hue: (\d+); \}", TOKENS))
SUPPORTED = "@supports (color: light-dark(#000, #fff)) {\n  "
OLD = tokens_in(":root") | tokens_in("[class*=tint-]")
MODERN = OLD | tokens_in(SUPPORTED + ":root") | tokens_in(SUPPORTED + "[class*=tint-]")
LIGHT, DARK = side(MODERN, 1), side(MODERN, 2)
LOW = MODERN | tokens_in("[data-theme^=low]") | tokens_in("[data-theme^=low] [class*=tint-]")
THEMES = {
    "old browsers": (OLD, 4.5),
    "light": (LIGHT, 4.5),
    "dark": (DARK, 4.5),
    "low-vision": (LOW, 7.0),
    "low-dark": (LOW | tokens_in("[data-theme=low-dark]"), 7.0),
    "low-blue": (LOW | tokens_in("[data-theme=low-blue]"), 7.0),
}
READ = [
    ("--text", "--ground"), ("--text", "--surface"), ("--text", "--accent-soft"), ("--text", "--warm-soft"),
    ("--quiet", "--ground"), ("--quiet", "--surface"), ("--quiet", "--sunken"), ("--quiet", "--accent-soft"),
    ("--quiet", "--warm-soft"), ("--accent", "--ground"), ("--accent", "--surface"), ("--accent", "--accent-soft"),
    ("--accent", "--warm-soft"), ("--accent-strong", "--accent-soft"), ("--on-accent", "--accent"),
    ("--on-accent", "--accent-strong"), ("--warm-text", "--warm-soft"), ("--warm-text", "--ground"),
    ("--danger", "--ground"), ("--danger", "--surface"), ("--danger", "--danger-soft"), ("--on-danger", "--danger"),
]  # fmt: skip


SEEN = [
    ("--edge", "--surface"), ("--edge", "--ground"), ("--accent", "--surface"), ("--accent", "--ground"),
    ("--accent", "--sunken"), ("--accent", "--accent-soft"), ("--accent", "--warm-soft"), ("--danger", "--surface"),
    ("--danger", "--ground"), ("--good", "--ground"), ("--warm", "--ground"),
]  # fmt: skip
"""Edges of fields, the ring around what has the focus, dots that say something: WCAG 1.4.11."""


def pairs_of(sheet: str) -> set[tuple[str, str]]:
    """The tokens a rule sets as its text and its ground; a text without one stands on the page or on a card."""
    found = set()
    for rule in re.findall(r"\{([^{}]*)\}", sheet):
        given = dict(re.findall(r"(?:^|;)\s*(color|background|background-color):\s*var\((--[a-z0-9-]+)", rule))
        text, ground = given.get("color"), given.get("background") or given.get("background-color")
        if text and ground:
            found.add((text, ground))
        elif text and not text.startswith("--on-"):
            found |= {(text, "--ground"), (text, "--surface")}
    return found


def test_pairs_are_found_in_rules() -> None:
    sheet = ".a { color: var(--text); } @media print { .b { background: var(--sunken); color: var(--quiet, red); } }"
    assert pairs_of(sheet) == {("--text", "--ground"), ("--text", "--surface"), ("--quiet", "--sunken")}


USED = set().union(*(pairs_of(without_comments(sheet)) for sheet in SHEET_FILES if sheet.stem != "tokens"))


def too_faint(theme: str, pairs: set[tuple[str, str]], least: float) -> dict[tuple[str, str], float]:
    among, _ = THEMES[theme]
    ratios = {pair: between(*pair, among) for pair in pairs if "--on-tint" not in pair}
    return {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least}


@pytest.mark.parametrize("theme", THEMES)
def test_everything_read_has_contrast_enough(theme: str) -> None:
    assert too_faint(theme, set(READ) | USED, THEMES[theme][1]) == {}


@pytest.mark.parametrize("hue", HUES.values())
@pytest.mark.parametrize("theme", THEMES)
def test_the_letters_of_a_person_are_read_on_every_tint(theme: str, hue: str) -> None:
    among, least = THEMES[theme]
    assert between("--on-tint", "--tint", among | {"--hue": hue}) >= least


def test_there_are_as_many_tints_as_the_pages_use() -> None:
    assert len(HUES) == 6


def between(one: str, other: str, among: dict[str, str]) -> float:
    return contrast(colour(among[one], among), colour(among[other], among))


@pytest.mark.parametrize("theme", THEMES)
def test_edges_rings_and_dots_are_seen(theme: str) -> None:
    assert too_faint(theme, set(SEEN), 3) == {}


def test_modules_find_each_other_under_the_version_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text('import { two } from "./two.js";\nimport "./three.js";\nconst t = "./two.js";\n')
    (tmp_path / "two.js").write_text("export const two = 2;\n")
    served = Assets(tmp_path)
    body = served.find("one.js")
    assert body is not None
    version = served.version
    assert body.body.decode() == (
        f'import {{ two }} from "./two.js?v={version}";\nimport "./three.js?v={version}";\nconst t = "./two.js";\n'
    )
    assert served.address("one.js") == f"/static/one.js?v={version}"


def test_modules_are_served_without_comments_and_indentation(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text(
        "/* What it\n   is for. */\nif (a) {\n  /* why */\n  go(`/* ${b} */`, ' // '); // so\n}\n"
    )
    found = Assets(tmp_path).find("one.js")
    assert found is not None
    assert found.body.decode() == "if (a) {\ngo(`/* ${b} */`, ' // ');\n}\n"


@pytest.mark.parametrize("module", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_no_text_in_a_module_spans_lines(module: Path) -> None:
    """Serving takes the white space away at which lines begin."""
    code = re.sub(r"/\*.*?\*/", "", module.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [line for line in code.splitlines() if line.count("`") % 2] == []


def test_a_change_of_any_file_changes_every_address(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("1")
    before = Assets(tmp_path).address("one.js")
    (tmp_path / "two.js").write_text("2")
    assert Assets(tmp_path).address("one.js") != before


def test_a_link_to_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="missing"):
        Assets(tmp_path).address("missing.js")
