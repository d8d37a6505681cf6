"""What the server does in a second, each figure beside a reference measured in the same run.

site    a prepared network in a server process of its own
load    clients that cost little: HTTP and WebSocket over bare sockets
bare    the references: a bare Starlette app, the disk's own fdatasync
pages, chat, start   the figures
"""
