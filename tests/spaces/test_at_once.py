"""Rules that must hold whoever else acts at the same moment."""

import asyncio

from tests.support import Refused


async def outcomes(*acts):
    answers = await asyncio.gather(*acts, return_exceptions=True)
    return [answer.kind if isinstance(answer, Refused) else "done" for answer in answers]


async def test_of_owners_who_all_leave_at_once_one_stays(site):
    owners = [await site.person(f"owner{number}") for number in range(4)]
    space = await site.space(owner="owner0")
    for owner in owners[1:]:
        await owners[0].call("spaces.set_role", space_id=space.id, person_id=owner.id, role="owner")
    left = await outcomes(*(owner.call("spaces.leave", space_id=space.id) for owner in owners))
    assert sorted(left) == ["conflict", "done", "done", "done"]


async def test_two_owners_who_demote_each_other_leave_one_owner(site):
    anna, boris = await site.person("anna"), await site.person("boris")
    space = await site.space(owner="anna")
    await anna.call("spaces.set_role", space_id=space.id, person_id=boris.id, role="owner")
    done = await outcomes(
        anna.call("spaces.set_role", space_id=space.id, person_id=boris.id, role="member"),
        boris.call("spaces.set_role", space_id=space.id, person_id=anna.id, role="member"),
    )
    assert sorted(done) == ["done", "forbidden"]


async def test_an_invitation_lets_in_as_many_as_it_says(site):
    space = await site.space(visibility="members")
    people = [await site.person(f"p{number}") for number in range(8)]
    link = (await site.admin.call("spaces.invite", space_id=space.id, count=3)).link
    secret = link.rpartition("/")[2]
    came = await outcomes(*(person.call("spaces.accept_invitation", secret=secret) for person in people * 2))
    assert came.count("done") == 6, "each of three, who may also press twice"
    assert (await site.admin.call("spaces.get", space_id=space.id)).people == 4
    assert (await site.admin.call("spaces.invitations", space_id=space.id))["items"] == []
