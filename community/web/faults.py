"""What no handler answers: who asks could not be found out; or what nobody expected, logged once under a reference."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from community.errors import Problem
from community.web.page import problem_page
from community.web.problems import problem_response, unexpected


class Faults:
    """ASGI middleware, inside the session's: the connection survives, the person gets a reference."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if (found := scope["state"].get("problem")) is not None:
            return await self._answer(scope, receive, send, found)
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            # Not the address: it may hold the secret of a link.
            problem = unexpected(error, getattr(scope.get("endpoint"), "__qualname__", "no page"))
            if started:
                raise
            await self._answer(scope, receive, send, problem)

    @staticmethod
    async def _answer(scope: Scope, receive: Receive, send: Send, problem: Problem) -> None:
        request = Request(scope, receive)
        if scope["path"].startswith("/api/") or request.state.bearer:
            answer = problem_response(problem, request.state.locale)
        else:
            answer = await problem_page(request, problem)
        await answer(scope, receive, send)
