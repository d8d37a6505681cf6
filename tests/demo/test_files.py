"""A text file at fault is refused with its name and the row."""

import shutil
from pathlib import Path

import pytest

from community.demo.texts import FOLDER, TextsError, read

TOPIC = """
[[topics]]
section = "play"
by = "kovaleva"
when = "3d 12:00"
title = "Тема"
body = "Текст"
"""
POST = """
[[topics.posts]]
by = "yashina"
when = "2d 12:00"
body = "Ответ"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "texts"))


def test_the_shipped_files_are_whole(folder: Path) -> None:
    assert read(folder) == read()


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (TOPIC.replace('by = "kovaleva"', ""), r"topics_zz.toml: .*missing required field `by`.*topics\[0\]"),
        (TOPIC + 'pined = "1d"', r"topics_zz.toml: .*unknown field `pined`.*topics\[0\]"),
        (TOPIC.replace("3d 12:00", "yesterday"), r"topics_zz.toml: .*topics\[0\].when"),
        (TOPIC.replace("Текст", ""), r"topics_zz.toml: .*length >= 1.*topics\[0\].body"),
        (TOPIC.replace("kovaleva", "nobody"), "topics_zz.toml, «Тема»: there is no person 'nobody'"),
        (TOPIC.replace("play", "nowhere"), "topics_zz.toml, «Тема»: there is no section 'nowhere'"),
        (TOPIC + POST + POST.replace("yashina", "who"), "topics_zz.toml, «Тема», post 2: there is no person 'who'"),
        (TOPIC + POST + 'to = "a"', "topics_zz.toml, «Тема», post 1: nothing above it is called 'a'"),
        (TOPIC + POST + 'id = "a"' + POST + 'id = "a"', "topics_zz.toml, «Тема», post 2: .* 'a' already"),
        ("[[topics", "topics_zz.toml: "),
    ],
)
def test_a_fault_in_a_topic_is_named_with_its_place(folder: Path, added: str, said: str) -> None:
    (folder / "topics_zz.toml").write_text(added, "utf-8")
    with pytest.raises(TextsError, match=said):
        read(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("cast.toml", 'institution = "ryabinka"', 'institution = "ryabina"', "cast.toml, .*no space 'ryabina'"),
        ("cast.toml", 'region = "24"', 'region = "98"', "cast.toml, «Детский сад «Кораблик»»: there is no region '98'"),
        ("cast.toml", 'key = "orlov"', 'key = "osipov"', "cast.toml: there are two persons 'osipov'"),
        ("rooms.toml", 'by = "trofimov"', 'by = "trofim"', "rooms.toml, «Учительская», message 2: .*'trofim'"),
        ("rooms.toml", '"согласен" = [', '"ура" = [', r"rooms.toml: .*rooms\[0\]\.messages"),
        ("consultations.toml", 'queue = "psy"', 'queue = "psi"', "consultations.toml, .*no queue 'psi'"),
        ("consultations.toml", "stars = 5", "stars = 6", r"consultations.toml: .*requests\[0\]\.rated\.stars"),
    ],
)
def test_a_fault_in_another_file_is_named_with_its_place(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:  # fmt: skip
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(TextsError, match=said):
        read(folder)


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "rooms.toml").unlink()
    with pytest.raises(TextsError, match=r"rooms\.toml: "):
        read(folder)
