"""A space with two rooms, who may do what in them by a small model, and everybody's client on a line of bad weather."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.faults.client import Client, Followed, LineLost, Message, Refusal, without_reader
from tests.support import PASSWORD, LiveSite, Refused, client_id

PEOPLE = ("anna", "boris", "vera", "gleb")
ROOMS = ("open", "narrow")


class Weather:
    """What a line does to the pushes on it while it is not clear."""

    KINDS = ("clear", "losing", "patchy", "doubling", "turning")

    def __init__(self) -> None:
        self.kind = "clear"
        self._held: list[Message] = []
        self._through = False

    def __call__(self, message: Message) -> list[Message]:
        held, self._held = self._held, []
        self._through = not self._through
        if self.kind == "losing" or (self.kind == "patchy" and self._through):
            return held
        if self.kind == "turning" and not held:
            self._held = [message]
            return []
        return [message, *([message] if self.kind == "doubling" else []), *held]


@dataclass
class Said:
    author: str
    seq: int
    bodies: set[str]
    removed: bool = False


@dataclass
class Known:
    """What the model says of one room."""

    id: int
    narrowed: bool
    closed: bool = False
    seats: dict[str, str] = field(default_factory=dict)
    """Who was `added` by an owner or has `joined`."""
    said: list[Said] = field(default_factory=list)


class End(NamedTuple):
    """When somebody lost the right to read a room: its version then, and how much their line had brought."""

    version: int
    came: int


class House:
    """One run of the model: everybody acts through the client that is on trial, the owner too."""

    def __init__(self, site: LiveSite) -> None:
        self.site = site
        self.space_id = 0
        self.rooms: dict[str, Known] = {}
        self.roles: dict[str, str | None] = dict.fromkeys(PEOPLE, "member")
        self.suspended: set[str] = set()
        self.clients: dict[str, Client] = {}
        self.weathers = {who: Weather() for who in PEOPLE}
        self.ends: dict[tuple[str, str], End] = {}
        self.kicked: dict[tuple[str, str], int] = {}

    async def open(self) -> None:
        self.space_id = (await self.site.space(visibility="members"))["id"]
        for who in PEOPLE:
            await self.site.person(who, space=self.space_id)
        for name in ROOMS:
            narrow = {"visibility": "members"} if name == "narrow" else {}
            made = await self.site.room(name, PEOPLE, self.space_id, **narrow)
            self.rooms[name] = Known(made["id"], bool(narrow), seats=dict.fromkeys(PEOPLE, "added") if narrow else {})
        ids = [room.id for room in self.rooms.values()]
        for who in PEOPLE:
            self.clients[who] = Client(self.site.address, self.site.as_(who).token or "", ids, self.weathers[who])
        self.clients["owner"] = Client(self.site.address, self.site.admin.token or "", ids)
        await self.at_once([("send", who, name) for who in PEOPLE for name in ROOMS])

    async def close(self) -> None:
        for client in self.clients.values():
            await client.close()
        for who in list(self.suspended):
            await self.let_back(who)

    # The model.

    def reads(self, who: str, room: Known) -> bool:
        if who in self.suspended:
            return False
        return who in room.seats or (not room.narrowed and self.roles[who] == "member")

    def writes(self, who: str, room: Known) -> bool:
        """Who joined by themselves has a seat of their own only once the room is narrowed."""
        seat = room.seats.get(who)
        seated = seat == "added" or (seat == "joined" and room.narrowed)
        return (
            not room.closed
            and self.reads(who, room)
            and (seated or (not room.narrowed and self.roles[who] == "member"))
        )

    def _expected(self, who: str, room: Known) -> str:
        if not self.reads(who, room):
            return "not_found"
        return "done" if self.writes(who, room) else "forbidden"

    # What people do, several at once.

    async def _ask(self, who: str, expected: set[str], operation: str, **params: Any) -> Any:
        """The result, None when it was refused (or nobody is signed in to ask); any other outcome is a failure."""
        if who in self.suspended:
            return None
        try:
            result = await self.clients[who].act(operation, **params)
            outcome = "done"
        except Refusal as refusal:
            result, outcome = None, refusal.kind
        assert outcome in expected, (who, operation, params, outcome, expected)
        return result

    async def send(self, who: str, name: str) -> None:
        room, act = self.rooms[name], client_id()
        given = {"room_id": room.id, "body": act, "client_id": act}
        sent = await self._ask(who, {self._expected(who, room)}, "chat.send", **given)
        if sent is not None:
            room.said.append(Said(who, sent["seq"], {act}))

    async def edit(self, name: str, nth: int) -> None:
        room = self.rooms[name]
        said, body = room.said[nth % len(room.said)], client_id()
        said.bodies.add(body)
        given = {"room_id": room.id, "seq": said.seq, "body": body}
        await self._ask(said.author, self._or_gone(said.author, room), "chat.edit", **given)

    async def remove(self, name: str, nth: int) -> None:
        """Authors remove their own also in a closed room."""
        room = self.rooms[name]
        said = room.said[nth % len(room.said)]
        known = "done" if self.reads(said.author, room) else "not_found"
        said.removed |= known == "done"
        await self._ask(said.author, {known}, "chat.remove", room_id=room.id, seq=said.seq)

    async def react(self, name: str, nth: int, who: str, on: bool) -> None:
        room = self.rooms[name]
        given = {"room_id": room.id, "seq": room.said[nth % len(room.said)].seq, "name": "спасибо", "on": on}
        await self._ask(who, self._or_gone(who, room), "chat.react", **given)

    def _or_gone(self, who: str, room: Known) -> set[str]:
        """Its author may have removed it, or be doing so at this very moment."""
        known = self._expected(who, room)
        return {known} if known == "not_found" else {known, "gone"}

    async def join(self, who: str, name: str) -> None:
        room = self.rooms[name]
        known = "done" if who in room.seats or self.roles[who] == "member" else "forbidden"
        known = known if self.reads(who, room) else "not_found"
        await self._ask(who, {known}, "chat.join_room", room_id=room.id)
        if known == "done":
            room.seats.setdefault(who, "joined")

    async def cut(self, who: str) -> None:
        self.clients[who].cut()

    # What is done to them, one thing at a time.

    async def kick(self, who: str, name: str) -> None:
        """The answer tells the room's version at this very moment, whatever others send meanwhile."""
        room = self.rooms[name]
        left = await self._owner("chat.remove_member", room_id=room.id, person_id=self.site.as_(who).id)
        room.seats.pop(who, None)
        self.kicked[who, name] = left["version"]

    async def add(self, who: str, name: str) -> None:
        """Who has joined already stays one who has joined; who is suspended is not there to be added."""
        if who in self.suspended:
            return
        await self._owner("chat.add_member", room_id=self.rooms[name].id, person_id=self.site.as_(who).id)
        self.rooms[name].seats.setdefault(who, "added")

    async def put_out(self, who: str) -> None:
        if self.roles[who] is not None:
            await self._owner("spaces.remove_member", space_id=self.space_id, person_id=self.site.as_(who).id)
            self.roles[who] = None
            for room in self.rooms.values():
                room.seats.pop(who, None)

    async def role(self, who: str, role: str) -> None:
        if who in self.suspended:
            return
        await self._owner("spaces.set_role", space_id=self.space_id, person_id=self.site.as_(who).id, role=role)
        self.roles[who] = role

    async def shut(self, name: str, closed: bool) -> None:
        await self._owner("chat.close_room", room_id=self.rooms[name].id, closed=closed)
        self.rooms[name].closed = closed

    async def narrow(self, name: str) -> None:
        await self._owner("chat.update_room", room_id=self.rooms[name].id, visibility="members")
        self.rooms[name].narrowed = True

    async def suspend(self, who: str) -> None:
        if who not in self.suspended:
            await self._owner("people.suspend", person_id=self.site.as_(who).id)
            self.suspended.add(who)

    async def let_back(self, who: str) -> None:
        if who in self.suspended:
            await self.site.admin.call("people.unsuspend", person_id=self.site.as_(who).id)
            opened = await self.site.visitor.call("sessions.open", email=f"{who}@example.org", password=PASSWORD)
            self.site.as_(who).token = opened.token
            self.clients[who].sign_in(opened.token)
            self.suspended.discard(who)

    async def weather(self, who: str, kind: str) -> None:
        self.weathers[who].kind = kind

    async def storm(self, act: tuple[Any, ...], authors: list[str], turns: int) -> None:
        """Something is done to one of them in the middle of what the others send, so many turns of the loop later."""
        name, who, *given = act
        sending = [asyncio.create_task(self.send(one, room)) for one in authors if one != who for room in ROOMS]
        for _ in range(turns):
            await asyncio.sleep(0)
        await asyncio.gather(getattr(self, name)(who, *given), *sending)

    async def _owner(self, operation: str, **params: Any) -> Any:
        return await self.clients["owner"].act(operation, **params)

    # Carrying a plan out.

    async def at_once(self, acts: list[tuple[Any, ...]]) -> None:
        await asyncio.gather(*(getattr(self, act)(*given) for act, *given in acts))

    async def alone(self, act: str, *given: Any) -> None:
        """One act of an owner; then those who lost a room are told apart from those who found one."""
        self.kicked.clear()
        before = {(who, name): self.reads(who, self.rooms[name]) for who in PEOPLE for name in ROOMS}
        await getattr(self, act)(*given)
        for (who, name), read in before.items():
            reads = self.reads(who, self.rooms[name])
            if read and not reads:
                await self._ended(who, name)
            elif reads and not read:
                self._no_leak(who, name)
                del self.ends[who, name]
                await self._follow(who, name)

    async def _ended(self, who: str, name: str) -> None:
        room, client = self.rooms[name], self.clients[who]
        version = self.kicked.get((who, name))
        if version is None:
            version = (await self._owner("chat.catch_up", room_id=room.id, after_version=0, limit=1))["version"]
        with contextlib.suppress(LineLost):
            await (client.signed_out() if who in self.suspended else client.once("people.me"))
        self.ends[who, name] = End(version, len(client.heard))
        self._no_leak(who, name)

    def _no_leak(self, who: str, name: str) -> None:
        """Nothing of the room came after the right to it had ended, least of all what happened since."""
        end, channel = self.ends[who, name], f"room:{self.rooms[name].id}"
        heard = self.clients[who].heard
        assert [one for one in heard[end.came :] if one[0] == channel] == [], (who, name, end)
        assert all(version is None or version <= end.version for where, version in heard if where == channel), (
            who,
            end,
        )

    async def _follow(self, who: str, name: str) -> None:
        while True:
            with contextlib.suppress(LineLost):
                return await self.clients[who].follow(self.rooms[name].id)

    async def everybody_knows_the_table(self) -> None:
        """And who may not read a room knows nothing since."""
        for name, room in self.rooms.items():
            table = await self._table(room)
            assert sorted(table.rows) == sorted(said.seq for said in room.said) == list(range(1, len(room.said) + 1))
            for said in room.said:
                row = table.rows[said.seq]
                assert (row["removed_at"] is not None) == said.removed
                assert row["html"] in ({""} if said.removed else {f"<p>{body}</p>" for body in said.bodies})
            for who in (*PEOPLE, "owner"):
                if who == "owner" or self.reads(who, room):
                    await self._follow(who, name)
                    known = self.clients[who].rooms[room.id]
                    assert (known.last, known.rows, known.itself) == (table.last, table.rows, table.itself), (who, name)
                else:
                    await self._knows_nothing(who, name)
                assert self.clients[who].turned_back == 0

    async def _knows_nothing(self, who: str, name: str) -> None:
        room, known = self.rooms[name], self.clients[who].rooms[self.rooms[name].id]
        self._no_leak(who, name)
        assert known.last <= self.ends[who, name].version
        if who not in self.suspended:
            for operation, params in (("live.subscribe", {"channel": f"room:{room.id}"}),
                                      ("chat.history", {"room_id": room.id})):  # fmt: skip
                await self._ask(who, {"not_found"}, operation, **params)
        with contextlib.suppress(Refused):
            await self.site.as_(who).call("chat.history", room_id=room.id)
            raise AssertionError(f"{who} still reads {name}")

    async def _table(self, room: Known) -> Followed:
        """Read as history, not by catching up: that is what is on trial."""
        now = await self._owner("chat.catch_up", room_id=room.id, after_version=0, limit=1)
        table = Followed(room.id)
        table.apply({"version": now["version"], "room": now["room"]})
        after: int | None = 0
        while after is not None:
            page = await self._owner("chat.history", room_id=room.id, after_seq=after, limit=100)
            table.rows |= {row["seq"]: without_reader(row) for row in page["items"]}
            after = page["next"]
        return table
