"""Messages are edited, removed and reacted to in their place, and everybody sees the same."""

from tests.support import LiveSite, refused


async def test_an_edit_keeps_the_place_and_shows_that_it_was_made(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    anna, boris = site.as_("anna"), await site.socket("boris", room)
    await anna.call("chat.send", room_id=room.id, body="В три часа")
    await boris.hears("chat.changed")
    edited = await anna.call("chat.edit", room_id=room.id, seq=1, body="В четыре часа")
    heard = await boris.hears("chat.changed")
    assert heard.cause.what == "edited"
    assert (heard.message.seq, heard.message.html, heard.version) == (1, "<p>В четыре часа</p>", edited.version)
    assert heard.message.edited_at is not None
    assert edited.source == "В четыре часа"


async def test_only_the_author_edits(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="Моё")
    for who in ("boris", "owner"):
        with refused("forbidden"):
            await site.as_(who).call("chat.edit", room_id=room.id, seq=1, body="Чужое")
    with refused("not_found"):
        await site.as_("anna").call("chat.edit", room_id=room.id, seq=2, body="Нет такого")


async def test_saving_the_same_words_changes_nothing(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    sent = await site.as_("anna").call("chat.send", room_id=room.id, body="Как было")
    same = await site.as_("anna").call("chat.edit", room_id=room.id, seq=1, body="Как было")
    assert (same.version, same.edited_at) == (sent.version, None)


async def test_a_removed_message_leaves_its_place_without_words(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    anna, boris = site.as_("anna"), await site.socket("boris", room)
    await anna.call("chat.send", room_id=room.id, body="Лишнее")
    await boris.call("chat.react", room_id=room.id, seq=1, name="спасибо")
    removed = await anna.call("chat.remove", room_id=room.id, seq=1)
    assert (removed.html, removed.reactions) == ("", {})
    assert removed.removed_at is not None
    while (heard := await boris.hears("chat.changed")).cause.what != "removed":
        pass
    assert heard.message == removed
    row = (await boris.call("chat.history", room_id=room.id))["items"][0]
    assert row == {**removed, "mine": []}
    assert (await anna.call("chat.remove", room_id=room.id, seq=1)).version == removed.version
    for operation, more in (("edit", {"body": "Снова"}), ("react", {"name": "вопрос"}), ("source", {})):
        with refused("gone"):
            await anna.call(f"chat.{operation}", room_id=room.id, seq=1, **more)


async def test_a_moderator_removes_with_a_reason_in_the_audit_log_and_others_do_not(site: LiveSite) -> None:
    room = await site.room("Учительская", members=["anna", "boris"])
    await site.person("masha", role="moderator")
    await site.as_("anna").call("chat.send", room_id=room.id, body="Грубость")
    with refused("forbidden"):
        await site.as_("boris").call("chat.remove", room_id=room.id, seq=1)
    await site.as_("masha").call("chat.remove", room_id=room.id, seq=1, reason="Не по правилам")
    log = await site.admin.call("moderation.log", space_id=site.network_id)
    act = next(act for act in log["items"] if act.what == "message.removed")
    assert (act.title, act.why, act.actor.id) == ("Учительская", "Не по правилам", site.as_("masha").id)


async def test_reactions_are_counted_and_each_knows_their_own(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    anna, boris = site.as_("anna"), await site.socket("boris", room)
    await anna.call("chat.send", room_id=room.id, body="Семинар в пятницу")
    await boris.hears("chat.changed")
    await anna.call("chat.react", room_id=room.id, seq=1, name="приду")
    both = await boris.call("chat.react", room_id=room.id, seq=1, name="приду", on=True)
    assert both.reactions == {"приду": 2}
    await boris.hears("chat.changed")
    heard = await boris.hears("chat.changed")
    assert heard.cause == {"person_id": site.as_("boris").id, "what": "reaction", "name": "приду", "on": True}
    assert (await boris.call("chat.history", room_id=room.id))["items"][0].mine == ["приду"]
    again = await boris.call("chat.react", room_id=room.id, seq=1, name="приду")
    assert again.version == both.version
    await anna.call("chat.react", room_id=room.id, seq=1, name="приду", on=False)
    none = await boris.call("chat.react", room_id=room.id, seq=1, name="приду", on=False)
    assert none.reactions == {}
    with refused("invalid", "name"):
        await boris.call("chat.react", room_id=room.id, seq=1, name="ура")


async def test_the_source_is_for_the_author_and_the_moderators(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="*Важно*")
    assert (await site.as_("anna").call("chat.source", room_id=room.id, seq=1)).source == "*Важно*"
    assert (await site.admin.call("chat.source", room_id=room.id, seq=1)).source == "*Важно*"
    with refused("forbidden"):
        await site.as_("boris").call("chat.source", room_id=room.id, seq=1)
