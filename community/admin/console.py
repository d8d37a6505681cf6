"""What the command line does to accounts: the same commands as the pages."""

from community import fields
from community.accounts import commands as accounts
from community.accounts import passwords, queries, rules
from community.accounts.model import Newcomer
from community.accounts.operations import Register
from community.admin import commands
from community.config import Config
from community.db import Database

NETWORK_TITLES = {"ru": "Сеть", "en": "Network"}


async def create_administrator(database: Database, config: Config, name: str, email: str, password: str) -> str:
    """Make a person who administers the site, and the network if there is none; the person's handle."""
    given = fields.decode(Register, {"name": name, "email": email, "password": password})
    name = rules.clean_name(given.name)
    rules.require_strong(password, name=name, email=email)
    locale = config.site.locale
    hashed, zone = await passwords.hashed(password), config.site.time_zone
    new = Newcomer(name=name, email=email, password_hash=hashed, locale=locale, zone=zone)
    person_id = await database.write(commands.make_administrator, new, NETWORK_TITLES[locale])
    return (await database.read(queries.person, person_id)).handle


async def set_password(database: Database, email: str, password: str) -> None:
    """Give whoever has this e-mail a new password; every session of theirs ends."""
    given = fields.decode(Register, {"name": "nobody", "email": email, "password": password})
    rules.require_strong(given.password, name="", email=email)
    await database.write(accounts.reset_password, email, await passwords.hashed(password))
