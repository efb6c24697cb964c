"""What the chat's addresses answer: the page with everything said, and what became of a message."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from uuid import uuid4

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from bot.channels.web import TooFast, WebDoor, address_of
from bot.channels.web_messages import ChatMessage
from bot.chat import lines, standing, visitor
from bot.chat.layout import here
from bot.forgetting import kept
from bot.reply import Choice
from cases.files import file_rules
from office.texts import texts
from office.web.pages import Pages

LONGEST = 4000
"""Characters the box takes; more than anybody types."""
NEVER_KEPT = {"Cache-Control": "no-store"}
"""On a shared phone the back button must not show the last citizen's conversation."""


class ChatPages:
    """What the chat's routes answer."""

    def __init__(self, door: WebDoor, pages: Pages) -> None:
        self.door = door
        self.pages = pages
        self.settings = door.services.settings
        self.database = door.services.database

    def home(self, request: Request) -> Response:
        """The page with everything said so far."""
        secret = visitor.conversation_of(request)
        with self.database.reading() as session:
            conversation = lines.conversation(session, secret)
        if conversation.undelivered:
            self.door.delivered(conversation.undelivered)
        response = self._page(request, conversation)
        visitor.remember(request, response, secret or visitor.new_conversation(), self.settings)
        return response

    def say(self, request: Request, fields: dict[str, str], script: bool) -> Response:
        """Take a message through its turn; the new lines with script, the page again without."""
        said = (fields.get("choice") or fields.get("text") or "").replace("\r\n", "\n").strip()
        secret = visitor.conversation_of(request) or visitor.new_conversation()
        if not said:
            return _nothing_said(request, script)
        try:
            message = ChatMessage(
                conversation=secret, message_id=_message_id(fields.get("message_id", ""), said), text=said
            )
        except ValidationError:
            return self.refuse(request, 413, script)
        return self._answered(request, message, secret, script)

    def hear(self, request: Request, fields: dict[str, str | bytes], script: bool) -> Response:
        """Take a recording through its turn."""
        return self._sent(request, "audio", fields, script)

    def bring(self, request: Request, fields: dict[str, str | bytes], script: bool) -> Response:
        """Take a document or a photo through its turn, with what was written beside it."""
        words = fields.get("text", "")
        beside = {"text": words.replace("\r\n", "\n").strip()[:LONGEST] if isinstance(words, str) else ""}
        return self._sent(
            request, "file", fields, script, beside | {"file_name": fields.get("file_name", "")}
        )

    def _sent(
        self,
        request: Request,
        name: str,
        fields: dict[str, str | bytes],
        script: bool,
        beside: Mapping[str, str | bytes] = MappingProxyType({}),
    ) -> Response:
        """A message with a file named ``name``; a form sent without one is nothing."""
        content, form = fields.get(name), fields.get("message_id", "")
        secret = visitor.conversation_of(request) or visitor.new_conversation()
        if not isinstance(content, bytes) or not content:
            return _nothing_said(request, script)
        message_id = _message_id(form if isinstance(form, str) else "", hashlib.sha256(content).hexdigest())
        message = ChatMessage.model_validate(
            {"conversation": secret, "message_id": message_id, name: content, **beside}
        )
        return self._answered(request, message, secret, script)

    def _answered(self, request: Request, message: ChatMessage, secret: str, script: bool) -> Response:
        """Wait for the turn; the new lines with script, the page again without."""
        try:
            self.door.say(message, address_of(request))
        except TooFast as fast:
            return self._too_fast(request, fast.seconds, message.text, script)
        response: Response = RedirectResponse(f"{visitor.base_of(request) or '/'}#terakhir", 303)
        if script:
            with self.database.reading() as session:
                new = lines.of_message(session, secret, message.message_id)
            response = self.pages.page(
                "turn.html",
                headers=NEVER_KEPT,
                **here(request),
                lines=new.lines,
                message_id=str(uuid4()),
            )
        visitor.remember(request, response, secret, self.settings)
        return response

    def _too_fast(self, request: Request, seconds: int, words: str, script: bool) -> Response:
        """Not taken yet: the script sends it again by itself, the plain page keeps the words in the box."""
        if script:
            return Response(status_code=429, headers={"Retry-After": str(seconds)})
        with self.database.reading() as session:
            conversation = lines.conversation(session, visitor.conversation_of(request))
        told = texts().say("web.too_fast", seconds=seconds)
        page = self._page(request, conversation, 429, told, words)
        page.headers["Retry-After"] = str(seconds)
        return page

    def refuse(self, request: Request, status: int, script: bool) -> Response:
        """A message that is not one: one sentence, and the conversation as it was."""
        if script:
            return Response(status_code=status)
        with self.database.reading() as session:
            conversation = lines.conversation(session, visitor.conversation_of(request))
        return self._page(request, conversation, status, texts().say("chat.too_long", most=LONGEST))

    def later(self, line: lines.Line, base: str) -> str:
        """A line that comes over the stream."""
        return self.pages.render("later.html", line=line, home=base or "/")

    def before_anew(self, request: Request) -> Response:
        """What is left behind when a new conversation begins."""
        secret = visitor.conversation_of(request)
        with self.database.reading() as session:
            cases = standing.own_cases(session, secret)
        numbers = [case.number for case in cases]
        return self.pages.page("anew.html", headers=NEVER_KEPT, **here(request), numbers=numbers)

    def _page(
        self,
        request: Request,
        conversation: lines.Conversation,
        status: int = 200,
        problem: str = "",
        words: str = "",
    ) -> HTMLResponse:
        return self.pages.page(
            "chat.html",
            status,
            NEVER_KEPT,
            **here(request),
            conversation=conversation,
            message_id=str(uuid4()),
            examples=[
                Choice(title=title, payload=words) for title, words in texts()["chat.examples"].choices
            ],
            longest=LONGEST,
            hears=bool(self.settings.hearing.model),
            file_rules=file_rules(),
            kept_days=visitor.KEPT_DAYS,
            words_days=kept("words").days,
            problem=problem,
            words=words,
        )


def _nothing_said(request: Request, script: bool) -> Response:
    """A form sent empty: back to the box."""
    if script:
        return Response(status_code=204)
    return RedirectResponse(f"{visitor.base_of(request) or '/'}#tulis", 303)


def _message_id(form: str, words: str) -> str:
    """The message's id: the same form sent again with the same words is the same message.

    The words are part of it, so that a form kept by a browser and filled anew loses nothing.
    """
    return hashlib.sha256(f"{form or uuid4()}\n{words}".encode()).hexdigest()[:48]
