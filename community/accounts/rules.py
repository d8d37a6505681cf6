"""What may stand in a profile, who may come in, and which password will do. Pure functions."""

from zoneinfo import ZoneInfo

from community.accounts.model import SiteRules
from community.accounts.passwords import weakness
from community.config import Config
from community.errors import Forbidden, Gone, Invalid, Unauthenticated
from community.operations import Role
from community.text.plain import visible
from community.words import N_

ENDED = N_("This invitation is no longer valid: ask for a new one")


def defaults(config: Config) -> SiteRules:
    """How people come in while administrators have decided nothing."""
    accounts = config.accounts
    return SiteRules(registration=accounts.registration, first_role=accounts.first_role, locale=config.site.locale)


def require_way_in(rules: SiteRules, *, brought: bool, invited: bool) -> None:
    """Whether somebody may register: `brought` an invitation's secret, and it stands (`invited`)."""
    if rules.registration == "closed":
        raise Forbidden(N_("You cannot sign up here by yourself: ask an administrator"))
    if brought and not invited:
        raise Gone(ENDED)
    if rules.registration == "invitation" and not invited:
        raise Forbidden(N_("People sign up here by invitation: ask a colleague for a link"))


def first_roles(rules: SiteRules, network: int | None, invited: tuple[int, str] | None) -> dict[int, str]:
    """A newcomer's roles by space: the configured one in the network, the invitation's in its space."""
    roles: dict[int, str] = {}
    if network is not None:
        roles[network] = rules.first_role
    if invited is not None:
        space, role = invited
        order = list(Role)
        roles[space] = max(Role(role), Role(roles.get(space, role)), key=order.index)
    return roles


def clean_name(name: str) -> str:
    """A name with single blanks; `Invalid` when nothing of it can be seen."""
    clean = " ".join(name.split())
    if not visible(clean):
        raise Invalid({"name": N_("Please write a name people can call you by")})
    return clean


def require_strong(password: str, *, name: str, email: str) -> None:
    if fault := weakness(password, name=name, email=email):
        raise Invalid({"password": fault})


def require_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise Invalid({"zone": N_("There is no such time zone")}) from None


def wrong_password() -> Unauthenticated:
    """One answer for a wrong password and for an e-mail nobody has."""
    return Unauthenticated(N_("The e-mail or the password is wrong"))


def blocked(why: str) -> Forbidden:
    if why:
        return Forbidden(N_("This account is blocked: %(why)s"), why=why)
    return Forbidden(N_("This account is blocked"))


def same_site_path(wanted: str) -> str:
    """Where to go after signing in: a path of this site and nothing that a browser could take for another."""
    fine = (
        wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable() and len(wanted) <= 1000
    )
    return wanted if fine else "/"
