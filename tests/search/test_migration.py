"""A site that was there before search: its rows are found after the upgrade as if they had been named today."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.support import LiveSite

WORDS = "select kind, row_id, word, weight from search_words order by kind, row_id, word"


def upgrade_to(revision: str, path: Path) -> None:
    """That one step; the columns of later editions stay where they are."""
    subprocess.run(
        [sys.executable, "-m", "alembic", "-c", "migrations/alembic.ini", "upgrade", revision],
        env={**os.environ, "COMMUNITY_MIGRATE_URL": f"sqlite:///{path}"}, cwd=ROOT, check=True,
    )  # fmt: skip


@pytest.mark.sqlite
async def test_the_upgrade_fills_the_index_with_what_the_commands_would_have_written(
    site: LiveSite, tmp_path: Path
) -> None:
    space = await site.space("Детский сад № 12 «Ёлочка»", kind="institution", town="Пермь", region="59")
    anna = await site.person("anna", space=space.id, name="Анна Ковалёва")
    await anna.call(
        "people.update", name="Анна Ковалёва", position="speech_therapist", specialties=["psychologist"],
        institution_id=space.id,
    )  # fmt: skip
    await site.person("boris", name="Борис Other")
    await site.as_("boris").call("people.update", name="Борис Other", position="other")
    section = await site.section("Сказки и песни", space=space.id)
    await site.topic("anna", "Плачет утром: день без сна, дети и ребёнок №5", section=section)
    await site.room("Учительская", space=space.id)
    await site.queue("Логопед", space=space.id)
    await anna.call("chat.open_direct", person_id=site.as_("boris").id)

    path = tmp_path / "before.db"
    with closing(sqlite3.connect(site.db.address.path)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        written = copy.execute(WORDS).fetchall()
        copy.execute("drop table search_words")
        copy.execute("update alembic_version set version_num = '0008'")
        copy.commit()
    upgrade_to("0009", path)
    with closing(sqlite3.connect(path)) as upgraded:
        assert upgraded.execute(WORDS).fetchall() == written
    assert {kind for kind, *_ in written} == {"queue", "topic", "room", "section", "space", "person"}


def test_an_empty_site_is_upgraded_too(tmp_path: Path, empty_database: Path) -> None:
    path = tmp_path / "community.db"
    shutil.copy(empty_database, path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute(WORDS).fetchall() == []
