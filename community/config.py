"""Configuration: `config.toml`, each key overridable by COMMUNITY_SECTION__KEY. Every problem is found in one pass."""

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from community import address


class SiteConfig(Struct, frozen=True):
    """How the site is reached and what it is by default."""

    address: str = ""
    time_zone: str = "Europe/Moscow"
    locale: Literal["ru", "en"] = "ru"


class DatabaseConfig(Struct, frozen=True):
    url: str = ""
    readers: Annotated[int, Meta(ge=1, le=200)] = 10
    writers: Annotated[int, Meta(ge=1, le=200)] = 6


class BusConfig(Struct, frozen=True):
    url: str = ""


class ProxyConfig(Struct, frozen=True):
    trusted: list[str] = []


class AccountsConfig(Struct, frozen=True):
    registration: Literal["open", "invitation", "closed"] = "open"
    first_role: Literal["guest", "member"] = "member"


class LimitsConfig(Struct, frozen=True):
    enabled: bool = True
    connections: Annotated[int, Meta(ge=10, le=1_000_000)] = 10_000
    connections_per_address: Annotated[int, Meta(ge=1, le=1_000_000)] = 2000
    connections_per_person: Annotated[int, Meta(ge=1, le=1_000_000)] = 100


class LogConfig(Struct, frozen=True):
    format: Literal["text", "json"] = "text"
    slow_ms: Annotated[int, Meta(ge=0, le=600_000)] = 200


class Config(Struct, frozen=True):
    """All sections. What each key means stands in config.toml beside it."""

    site: SiteConfig = SiteConfig()
    database: DatabaseConfig = DatabaseConfig()
    bus: BusConfig = BusConfig()
    proxy: ProxyConfig = ProxyConfig()
    accounts: AccountsConfig = AccountsConfig()
    limits: LimitsConfig = LimitsConfig()
    log: LogConfig = LogConfig()

    @property
    def secure(self) -> bool:
        """Whether people reach the site by https, so that cookies may be bound to it."""
        return self.site.address.startswith("https://")


class ConfigError(Exception):
    """Every problem of a configuration, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


PREFIX = "COMMUNITY_"


def load(path: Path | None, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration of a file (the defaults when there is none) and the environment. Raises ConfigError."""
    problems: list[str] = []
    given: dict[str, dict[str, Any]] = {}
    if path is not None:
        given = _read(path, problems)
    for name, value in (os.environ if environ is None else environ).items():
        if name.startswith(PREFIX) and "__" in name:
            section, _, key = name[len(PREFIX) :].lower().partition("__")
            given.setdefault(section, {})[key] = value
    built = {section: _section(section, values, problems) for section, values in given.items()}
    config = Config(**{section: values for section, values in built.items() if values is not None})
    problems += _senseless(config)
    if problems:
        raise ConfigError(problems)
    return replace(config, site=replace(config.site, address=_origin(config.site.address)))


def _read(path: Path, problems: list[str]) -> dict[str, dict[str, Any]]:
    try:
        loaded = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path}: {error}")
        return {}
    tables: dict[str, dict[str, Any]] = {}
    for name, value in loaded.items():
        if isinstance(value, dict):
            tables[name] = dict(value)
        else:
            problems.append(f"{name}: stands outside a section{_nearest(name, _all_keys())}")
    return tables


def _section(name: str, values: dict[str, Any], problems: list[str]) -> Any:
    sections = get_type_hints(Config)
    if name not in sections:
        problems.append(f"[{name}]: there is no such section{_nearest(name, sections)}")
        return None
    struct = sections[name]
    types = get_type_hints(struct, include_extras=True)
    good: dict[str, Any] = {}
    for key, value in values.items():
        if key not in types:
            problems.append(f"{name}.{key}: there is no such key{_nearest(f'{name}.{key}', _all_keys())}")
            continue
        try:
            good[key] = _value(value, types[key])
        except msgspec.ValidationError as error:
            problems.append(f"{name}.{key}: {error}")
    return struct(**good)


def _value(value: Any, kind: Any) -> Any:
    if isinstance(value, str) and kind == list[str]:
        value = [part.strip() for part in value.split(",") if part.strip()]
    return msgspec.convert(value, kind, strict=not isinstance(value, str))


def _all_keys() -> list[str]:
    return [f"{section}.{key}" for section, struct in get_type_hints(Config).items() for key in get_type_hints(struct)]


def _nearest(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), 1, 0.4)
    return f"; did you mean {close[0]}?" if close else ""


def _senseless(config: Config) -> list[str]:
    problems = []
    try:
        _origin(config.site.address)
    except ValueError:
        problems.append("site.address: an address like https://community.example, without a path, is expected")
    try:
        address.parse(config.database.url or "sqlite:///community.db")
    except ValueError:
        problems.append(
            "database.url: sqlite:///path/to/file.db or postgresql://user:password@host/database is expected"
        )
    if config.bus.url:
        problems.append("bus.url: this edition runs as one process and needs no bus; leave it empty")
    return problems + _bad_zone(config.site.time_zone) + _bad_networks(config.proxy.trusted)


def _origin(address: str) -> str:
    """The address as browsers write an origin, to which it is compared: in lower case, a Russian name by its ASCII
    form, without the default port. `ValueError` for anything that is more or less than an origin."""
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(address)
    if parts.query or parts.fragment or "@" in parts.netloc or not parts.netloc.isprintable() or " " in parts.netloc:
        raise ValueError(address)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.encode("idna").decode("ascii")
    port = "" if parts.port in (None, {"http": 80, "https": 443}[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _bad_zone(name: str) -> list[str]:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return [f"site.time_zone: there is no time zone {name!r}"]
    return []


def _bad_networks(entries: list[str]) -> list[str]:
    problems = []
    for entry in entries:
        try:
            ipaddress.ip_network(entry, strict=False)
        except ValueError:
            problems.append(f"proxy.trusted: {entry!r} is neither an address nor a network")
    return problems
