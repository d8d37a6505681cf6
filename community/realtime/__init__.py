"""What people see without asking again: changes are announced by commands, published in commit order, heard by sockets.

changes     what may be announced, and what each channel hears of it
bus         the publisher: page-cache stamps first, then frames to the hub
hub         who listens to what, and whether they still may; presence: who is in a room right now
connection  one open socket and its subscriptions; outbox: what it has yet to be told, bounded
protocol    JSON-RPC 2.0, text in and text out, no I/O; pushes: a push in its words
frames      prepared frames, and the Uvicorn protocol that writes them
seen        what the open sockets are like together, for those who run the server
socket      the endpoint behind /ws; calls: one socket's calls; operations: live.subscribe and live.unsubscribe
"""
