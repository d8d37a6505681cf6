"""Names of people and things: for addresses, for sorting and comparing."""

import re
import unicodedata

SHORTEST_SLUG, LONGEST_SLUG = 2, 40

# ICAO Doc 9303, part 3, section 6 B, as in Russian passports since 2014; the soft sign is left out.
_RUSSIAN = str.maketrans("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye") | str.maketrans(
    {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ь": "", "ю": "iu", "я": "ia"}
)
# The same table for Ukrainian and Belarusian; letters of Tatar, Bashkir and Kazakh names by their nearest sound.
_NEIGHBOURS = str.maketrans("іїґўәөүұңһқғҙҫҡ", "iiguaouunhkgzsk") | str.maketrans({"є": "ie", "җ": "zh"})
# Latin letters that are not a plain letter with an accent.
_LATIN = str.maketrans("øłđı", "oldi") | str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_LETTERS: dict[int, int | str | None] = {**_RUSSIAN, **_NEIGHBOURS, **_LATIN}
_ACCENT = re.compile("[\u0300-\u036f]")
_BETWEEN = re.compile(r"[^a-z0-9]+")


def transliterate(text: str) -> str:
    """Latin letters, digits and single hyphens, at most 40: «Анна Щукина» is `anna-shchukina` (ICAO Doc 9303).

    Empty or a single letter when nothing else of the text can be written so: `slug` puts a fallback in its place.
    """
    letters = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    latin = _ACCENT.sub("", unicodedata.normalize("NFKD", letters)).lower()
    slug = _BETWEEN.sub("-", latin).strip("-")
    if len(slug) > LONGEST_SLUG:
        whole_words = slug[: LONGEST_SLUG + 1].rfind("-")
        slug = slug[: whole_words if whole_words >= LONGEST_SLUG // 2 else LONGEST_SLUG].rstrip("-")
    return slug


def slug(text: str, fallback: str) -> str:
    """The text as part of an address or as a handle, `[a-z0-9-]{2,40}`; the fallback when too little of it remains."""
    made = transliterate(text)
    return made if len(made) >= SHORTEST_SLUG else fallback


def fold(text: str) -> str:
    """The key by which names are sorted and compared: NFKC, without case, ё as е, single blanks, nothing invisible."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join([c for c in folded.replace("ё", "е") if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc")])
    return " ".join(seen.split())
