"""How spaces and people are found.

People stand here because whom one may find is a matter of spaces: whoever stands in the list of people of a space that
the viewer may open, which visitors may not.
"""

from community.accounts.model import POSITIONS
from community.search.model import Kind, Row, Source, add_source
from community.spaces import regions, words
from community.spaces.visibility import OWN, SPACE_READABLE
from community.web.i18n import translate


def _card(row: Row, locale: str) -> str:
    said = (translate(locale, words.KIND[row.code]), row.place, regions.name_of(row.region, locale))
    return " · ".join(part for part in said if part)


def _work(row: Row, locale: str) -> str:
    said = (translate(locale, POSITIONS[row.code]) if row.code else "", row.place)
    return " · ".join(part for part in said if part)


add_source(
    Source(
        kind=Kind.SPACE,
        rows="join spaces s on s.id = k.row_id",
        seen="1 = 1",  # every space has a public card
        title="s.title",
        href="'/s/' || s.slug",
        place="s.town",
        code="s.kind",
        region="s.region",
        mine=OWN,
        sort_key="substr(s.title_key, 1, 40)",
        note=_card,
    )
)
add_source(
    Source(
        kind=Kind.PERSON,
        rows="join people p on p.id = k.row_id"
        " left join spaces i on i.id = p.institution_id and i.kind = 'institution'",
        seen=f"""p.suspended_at is null and :viewer > 0 and exists (
            select 1 from memberships l join spaces s on s.id = l.space_id
            where l.person_id = p.id and {SPACE_READABLE})""",
        title="p.name",
        href="'/people/' || p.handle",
        place="coalesce(i.title, '')",
        code="p.position",
        sort_key="substr(p.name_key, 1, 40)",
        note=_work,
    )
)
