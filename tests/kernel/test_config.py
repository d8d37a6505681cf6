"""The configuration: every problem at once, the nearest known name, the environment above the file."""

from pathlib import Path

import pytest

from community import config
from community.config import ConfigError


def test_without_a_file_everything_has_a_default():
    assert config.load(None, {}) == config.Config()


def test_the_shipped_file_says_the_defaults():
    assert config.load(Path("config.toml"), {}) == config.Config()


def test_the_environment_overrides_the_file(tmp_path: Path):
    file = tmp_path / "config.toml"
    file.write_text('[accounts]\nregistration = "closed"\n[limits]\nenabled = true\n')
    environ = {"COMMUNITY_ACCOUNTS__REGISTRATION": "invitation", "COMMUNITY_LIMITS__ENABLED": "false",
               "COMMUNITY_PROXY__TRUSTED": "127.0.0.1, 10.0.0.0/8"}  # fmt: skip
    found = config.load(file, environ)
    assert found.accounts.registration == "invitation"
    assert found.limits.enabled is False
    assert found.proxy.trusted == ["127.0.0.1", "10.0.0.0/8"]


def test_every_problem_is_in_one_list(tmp_path: Path):
    file = tmp_path / "config.toml"
    file.write_text(
        '[acounts]\na = 1\n[site]\nadress = "x"\nlocale = "de"\ntime_zone = "Mars/One"\n[accounts]\nregistration = 7\n'
        '[proxy]\ntrusted = ["far away"]\n'
    )
    with pytest.raises(ConfigError) as caught:
        config.load(file, {})
    problems = caught.value.problems
    assert len(problems) == 6
    assert "did you mean accounts?" in problems[0]
    assert "did you mean site.address?" in problems[1]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SITE__ADDRESS", "community.example"),
        ("SITE__ADDRESS", "https://a.example/path"),
        ("SITE__ADDRESS", "http://[bad"),
        ("SITE__ADDRESS", "https://a.example:99999"),
        ("SITE__ADDRESS", "https://b@a.example"),
        ("SITE__ADDRESS", "https://a.example?b"),
        ("SITE__TIME_ZONE", "Mars/One"),
        ("DATABASE__URL", "mysql://x"),
        ("DATABASE__URL", "sqlite:///"),
        ("PROXY__TRUSTED", "not-an-address"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(key: str, value: str):
    with pytest.raises(ConfigError):
        config.load(None, {f"COMMUNITY_{key}": value})


def test_a_file_that_is_not_toml_is_said_to_be_none(tmp_path: Path):
    file = tmp_path / "config.toml"
    file.write_text("= nonsense")
    with pytest.raises(ConfigError, match=r"config\.toml"):
        config.load(file, {})


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://Community.Example", "https://community.example"),
        ("https://community.example/", "https://community.example"),
        ("https://community.example:443", "https://community.example"),
        ("http://community.example:8000", "http://community.example:8000"),
        ("https://сад.рф", "https://xn--80ai1b.xn--p1ai"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("", ""),
    ],
)
def test_the_address_is_kept_as_browsers_write_it(written: str, origin: str):
    assert config.load(None, {"COMMUNITY_SITE__ADDRESS": written}).site.address == origin
