"""Rooms for people: the list of chats, a room's page, one message with what can be done to it, permalinks, talks."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community.accounts.model import Author
from community.chat import queries_pages
from community.chat.model import REACTIONS, Message
from community.chat.operations import opened
from community.chat.queries_pages import Conversation, Where
from community.errors import NotFound
from community.fields import LARGEST
from community.spaces.model import Space
from community.spaces.places import at_slug
from community.spaces.rules import require_owns
from community.web.forms import Form
from community.web.page import context, look, page, sign_in_first, submit, viewer_of

Handler = Callable[[Request], Awaitable[Response]]

PLACEHOLDER = Message(
    id=0, room_id=0, seq=0, version=0, author=Author(0, "x", ""), html="", reply_to=None, reactions={}, posted_at=0,
    edited_at=0, removed_at=None, client_id="",
)  # fmt: skip
"""What the browser's template is drawn from: the same macro as every message, with nothing in it."""


def where(request: Request) -> Where:
    """The part of a room that an address asks for; anything that is no number asks for nothing."""
    return Where(**{name: _number(request.query_params.get(name, "")) for name in Where._fields})


def _id(request: Request, name: str) -> int:
    """A number of the address; one that no row can have is not found."""
    number: int = request.path_params[name]
    if not 1 <= number <= LARGEST:
        raise NotFound
    return number


def _number(text: str) -> int:
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < 17 else 0


async def conversation(request: Request, room_id: int, part: Where | None = None) -> Conversation:
    """What a page shows of a room: for `chat/_conversation.html`, also in pages of other features."""
    ctx = context(request)
    view = await look(request, queries_pages.conversation, room_id, ctx.viewer.id, part or where(request))
    await opened(ctx, view.room)
    return view


def drawn_with(view: Conversation, form: Form | None = None) -> dict[str, Any]:
    """What `chat/_conversation.html` needs besides what every page has."""
    return {"view": view, "form": form, "reactions": REACTIONS, "placeholder": PLACEHOLDER}


async def show_room(request: Request) -> Response:
    view = await conversation(request, _id(request, "room_id"))
    if view.room.href:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(view.room.href + query, 303)
    return await _room(request, view, None)


async def _room(request: Request, view: Conversation, form: Form | None) -> Response:
    stamps = (f"room:{view.room.id}", f"space:{view.room.space_id}")
    return await page(request, "chat/room.html", stamps=stamps, **drawn_with(view, form))


async def send(request: Request) -> Response:
    """The composer without JavaScript."""
    room_id = _id(request, "room_id")

    async def again(request: Request, form: Form) -> Response | None:
        view = await conversation(request, room_id, Where(reply=_number(str(form.values.get("reply_to", "")))))
        return await _room(request, view, form) if view.may_write and not view.room.href else None

    return await submit(request, "chat.send", {"room_id": room_id}, then=_at, again=again)


def _at(message: Message) -> str:
    return f"/m/{message.id}"


async def mark_read(request: Request) -> Response:
    room_id = _id(request, "room_id")
    return await submit(request, "chat.read_up_to", {"room_id": room_id}, then=lambda _: f"/r/{room_id}")


async def show_message(request: Request) -> Response:
    return await _message(request, None)


async def _message(request: Request, form: Form | None) -> Response:
    ctx = context(request)
    view = await ctx.db.read(queries_pages.one_message, _id(request, "room_id"), _id(request, "seq"), ctx.viewer.id)
    await opened(ctx, view.room)
    return await page(request, "chat/message.html", view=view, form=form, reactions=REACTIONS)


def changes_message(operation: str) -> Handler:
    """A form of the message's page: the operation, then the message in its room."""

    async def change(request: Request) -> Response:
        fixed = {"room_id": _id(request, "room_id"), "seq": _id(request, "seq")}
        return await submit(request, operation, fixed, then=_at, again=_message)

    return change


async def permalink(request: Request) -> Response:
    ctx = context(request)
    there = await ctx.db.read(queries_pages.place, _id(request, "message_id"), ctx.viewer.id)
    return RedirectResponse(there, 303)


async def show_chats(request: Request) -> Response:
    """Rooms of the reader's spaces, and direct talks a page at a time, the latest first."""
    person = context(request).person
    rooms, talks = await look(request, queries_pages.chats, person.id, request.query_params.get("after"))
    return await page(request, "chat/chats.html", rooms=rooms, talks=talks)


async def show_people(request: Request) -> Response:
    return await _people(request, None)


async def _people(request: Request, form: Form | None) -> Response:
    ctx = context(request)
    after = request.query_params.get("after")
    view = await ctx.db.read(queries_pages.managed, _id(request, "room_id"), ctx.person.id, after)
    return await page(request, "chat/people.html", view=view, form=form)


def changes_room(operation: str, after: str) -> Handler:
    """A form of the page of a room's people and settings: the operation, then the address `after`."""

    async def change(request: Request) -> Response:
        room_id = _id(request, "room_id")
        return await submit(
            request, operation, {"room_id": room_id}, then=lambda _: after.format(room_id), again=_people
        )

    return change


async def new_room(request: Request, space: Space, form: Form | None = None) -> Response:
    if not viewer_of(request).signed_in:
        return sign_in_first(request)
    require_owns(viewer_of(request).role(space.id))
    return await page(request, "chat/new.html", space=space, form=form)


async def make_room(request: Request, space: Space) -> Response:
    return await submit(
        request,
        "chat.create_room",
        {"space_id": space.id},
        then=lambda room: f"/r/{room.id}",
        again=lambda request, form: new_room(request, space, form),
    )


async def talk(request: Request) -> Response:
    """To the direct talk with somebody."""
    return await submit(
        request, "chat.open_direct", {"handle": request.path_params["handle"]}, then=lambda room: f"/r/{room.id}"
    )


_CHANGES_ROOM = {
    "update": ("chat.update_room", "/r/{}/people"),
    "close": ("chat.close_room", "/r/{}/people"),
    "add": ("chat.add_member", "/r/{}/people"),
    "remove": ("chat.remove_member", "/r/{}/people"),
    "join": ("chat.join_room", "/r/{}"),
    "leave": ("chat.leave_room", "/chats"),
}

routes: list[Route] = [
    Route("/chats", show_chats),
    Route("/s/{slug}/rooms/new", at_slug(new_room)),
    Route("/s/{slug}/rooms/new", at_slug(make_room), methods=["POST"]),
    Route("/people/{handle}/talk", talk, methods=["POST"]),
    Route("/m/{message_id:int}", permalink),
    Route("/r/{room_id:int}", show_room),
    Route("/r/{room_id:int}", send, methods=["POST"]),
    Route("/r/{room_id:int}/read", mark_read, methods=["POST"]),
    Route("/r/{room_id:int}/people", show_people),
    Route("/r/{room_id:int}/{seq:int}", show_message),
    *(
        Route(f"/r/{{room_id:int}}/{act}", changes_room(*change), methods=["POST"])
        for act, change in _CHANGES_ROOM.items()
    ),
    *(
        Route(f"/r/{{room_id:int}}/{{seq:int}}/{act}", changes_message(f"chat.{act}"), methods=["POST"])
        for act in ("edit", "remove", "react")
    ),
]
