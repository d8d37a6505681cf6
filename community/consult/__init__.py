"""Consultations: queues of requests to specialists, who takes which, and what stays between the asker and the taker.

model       Queue, Request, BoardRow, states      rules    who asks, answers, leads, opens
queries     SQL of queues and of standing in them; queries_requests, queries_consents, queries_pages (what pages show)
            queries_search  how queues are found
changes     what queue:ID and request:ID hear     commands  all writes of queues; requests in commands_requests
operations  consult.* of queues and consents, the channels; requests in operations_requests
pages       /q/..., /settings/consents; pages_requests  /c/...

The text of a request is the first message of its room, so whoever may read the room may read the text and nobody else:
the asker always, the taker and the queue's lead from the moment it is taken. `commands_requests._seat` keeps it so.
"""
