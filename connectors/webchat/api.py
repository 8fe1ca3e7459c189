"""The JSON API: begin a session, send, read, follow, end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Header, Request, Response, Security
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from connectors.webchat import incoming
from connectors.webchat.context import ChatContext, from_our_page, newest_of_ours, source
from connectors.webchat.errors import AnsweringRoute, NoMoreStreams, NoSession, NoStreams, reading
from connectors.webchat.schemas import After, Begun, Message, NewMessage, Page, Sent, Whereabouts, errors
from connectors.webchat.sessions import Session
from connectors.webchat.stream import HEADERS, follow, held
from connectors.webchat.wording import greeting
from network.concurrency_limit import LimitReached

bearer = HTTPBearer(
    scheme_name="WebChatSession", auto_error=False, description="The `session` that POST /sessions answered."
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]
LastEventId = Annotated[int | None, Header(ge=0, lt=2**31, description="Resume after this event; goes before `after`.")]
FRAME_HEADER = "x-townclerk-frame"
"""Our page's script is in the widget's frame."""
MESSAGE_BODY = {"required": True, "content": {"application/json": {"schema": NewMessage.model_json_schema()}}}


class Api:
    """The routes below /channels/webchat that clients rely on."""

    def __init__(self, chat: ChatContext) -> None:
        self.chat, self.inbox = chat, chat.inbox

    def router(self) -> APIRouter:
        """The routes, each with all that it can answer."""
        routes = APIRouter(route_class=AnsweringRoute, tags=["web chat"])
        routes.add_api_route("/sessions", self.begin, methods=["POST"], status_code=201)
        routes.add_api_route(
            "/messages",
            self.send,
            methods=["POST"],
            status_code=202,
            responses=errors(401, 413, 422, 429, 503),
            openapi_extra={"requestBody": MESSAGE_BODY},
        )
        routes.add_api_route("/messages", self.read, methods=["GET"], responses=errors(401, 422, 503))
        stream = {"description": "`message`, `state` and `typing` events", "content": {"text/event-stream": {}}}
        routes.add_api_route(
            "/events",
            self.events,
            methods=["GET"],
            response_class=StreamingResponse,
            responses={200: stream, **errors(401, 422, 429, 503)},
        )
        routes.add_api_route(
            "/end", self.end, methods=["POST"], status_code=204, response_class=Response, responses=errors(401, 503)
        )
        return routes

    async def begin(self, request: Request, response: Response) -> Begun:
        """Start a chat session. Nothing is stored until the resident writes."""
        session = self.chat.sessions.begin()
        if from_our_page(request):
            self.chat.page_cookie.keep(response, session)
            if FRAME_HEADER in request.headers:
                self.chat.frame_cookie.keep(response, session)
        welcome = Message(id=0, author="assistant", text=greeting(self.chat.council), at=datetime.now(UTC))
        return Begun(session=session.secret, messages=[welcome])

    async def send(self, request: Request, credentials: Credentials) -> Sent:
        """Send a text, a choice or a location. 202 once it is saved; the answer comes later, by GET or as an event."""
        session = await self._session(credentials)
        receipt = await self.chat.receive(request, session, incoming.from_json(await incoming.read(request)))
        return Sent(id=receipt.number)

    async def read(self, credentials: Credentials, tasks: BackgroundTasks, after: After = 0) -> Page:
        """Who answers now, and the messages numbered above `after`, in order."""
        session = await self._session(credentials)
        with reading():
            events = await self.inbox.history(session.address, session.address, after)
            standing = await self.inbox.standing(session.address, session.address)
        messages = [event for event in events if event.kind == "message"]
        if through := newest_of_ours(events):
            tasks.add_task(self.chat.mark_seen, session, through)
        return Page(messages=[Message.of(event) for event in messages], **dict(Whereabouts.of(standing)))

    async def events(
        self, request: Request, credentials: Credentials, after: After = 0, *, last_event_id: LastEventId = None
    ) -> StreamingResponse:
        """Follow the conversation. `message` events carry a message, `state` events who answers now, `typing` events
        `{"typing": true|false}`; a comment comes at least every 15 seconds. Resume with Last-Event-ID. When too many
        pages follow (429 for this address, 503 for all), ask GET /messages as often as Retry-After says."""
        session = await self._session(credentials)
        try:
            self.chat.streams.check(source(request))
        except LimitReached as reached:
            await self.chat.count_rejection("too many streams" if reached.everywhere else "streams of one address")
            raise (NoStreams if reached.everywhere else NoMoreStreams)() from reached
        start = after if last_event_id is None else last_event_id
        stream = follow(self.inbox, session, start, closing=self.chat.closing)
        return StreamingResponse(held(self.chat.streams, source(request), stream), headers=HEADERS)

    async def end(self, request: Request, response: Response, credentials: Credentials) -> None:
        """End the chat. Whoever writes in the session again starts anew."""
        session = await self._session(credentials)
        await self.chat.leave(session)
        if from_our_page(request):
            self.chat.page_cookie.drop(response)
            self.chat.frame_cookie.drop(response)

    async def asked_by(self, request: Request) -> Session:
        """The session of a request that is described nowhere. Raises NoSession."""
        return await self._session(await bearer(request))

    async def _session(self, credentials: HTTPAuthorizationCredentials | None) -> Session:
        if credentials is None:
            raise NoSession
        session = self.chat.sessions.read(credentials.credentials)
        if session is None:
            await self.chat.count_rejection("unknown session")
            raise NoSession
        return session
