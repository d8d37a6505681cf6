"""Chat: rooms of spaces, direct talks, and the conversations of requests; messages sent and seen live.

model       Room, Message, kinds, reactions       rules    who may write, remove, manage
queries     all SQL of rooms and messages         queries_pages  what the pages show
            queries_search  how rooms are found
changes     MessageChanged, RoomChanged           commands  all writes of rooms; messages in commands_messages
operations  chat.*, the channel `room:ID`         pages    /r/..., /m/..., /chats, a talk with somebody

A page of another feature that holds a room draws it with `pages.conversation`, `pages.drawn_with` and the macro
`conversation` of templates/chat/_conversation.html, and loads room.js.

A request's room (kind `request`) is made and guarded by the feature above, with `make_request_room`, `add_to_room`,
`remove_from_room`, `seat_in_room`, `close_request_room`, `open_request_room`. It is read and written by those added to
it and nobody else, whatever their role; every reading of it through these doors is a row of `room_openings`.
"""
