"""What citizens do at the local server that speaks Telegram's Bot API, and what they see there."""

from __future__ import annotations

import threading
import time
from typing import Any

from tests.standins.telegram_calls import Webhook

RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *(
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
    ),
    *("can_edit_stories", "can_delete_stories"),
)
"""What Telegram says of every administrator."""


class Citizens:
    """Everybody who has a chat with the bot."""

    updates: list[dict[str, Any]]
    sent: list[dict[str, Any]]
    files: dict[str, bytes]
    blocked: set[int]
    webhook: Webhook | None
    _lock: threading.Condition
    _next: int

    def write(self, chat: int, text: str) -> int:
        """A citizen sends a message; returns the update's id."""
        message = {**self._message(chat), "from": _user(chat), "text": text}
        return self._push({"message": message})

    def edit(self, chat: int, text: str) -> int:
        """A citizen changes a message sent before; returns the update's id."""
        return self._push({"edited_message": {**self._message(chat), "from": _user(chat), "text": text}})

    def standing(self, chat: int, status: str, kind: str = "private") -> int:
        """A citizen blocks the bot (``kicked``) or lets it in (``member``); a group takes it in."""
        if kind == "private":
            (self.blocked.add if status == "kicked" else self.blocked.discard)(chat)
        bot = {"id": 123456, "is_bot": True, "first_name": "Tanya"}
        more: dict[str, Any] = {"until_date": 0} if status == "kicked" else {}
        if status == "administrator":
            more = dict.fromkeys(RIGHTS, False)
        change = {
            "chat": {"id": chat, "type": kind, "title": "RT 5"},
            "from": _user(5),
            "date": int(time.time()),
            "old_chat_member": {"user": bot, "status": "left"},
            "new_chat_member": {"user": bot, "status": status, **more},
        }
        return self._push({"my_chat_member": change})

    def speak(self, chat: int, audio: bytes) -> int:
        """A citizen sends a voice note; returns the update's id."""
        name = f"suara-{len(self.files) + 1}"
        self.files[name] = audio
        voice = {"file_id": name, "file_unique_id": name, "duration": 1, "file_size": len(audio)}
        return self._push({"message": {**self._message(chat), "from": _user(chat), "voice": voice}})

    def send_file(
        self, chat: int, content: bytes, name: str | None = None, caption: str = "", media: str = ""
    ) -> int:
        """A citizen sends a document, or a photo when it has no name; returns the update's id."""
        kept = f"berkas-{len(self.files) + 1}"
        self.files[kept] = content
        told = {"file_id": kept, "file_unique_id": kept, "file_size": len(content)}
        picture = {"photo": [told | {"width": 9, "height": 9}]}
        said = {"document": told | {"file_name": name, "mime_type": media}} if name else picture
        message = {**self._message(chat), "from": _user(chat), "caption": caption, **said}
        return self._push({"message": message})

    def documents(self, chat: int) -> dict[str, bytes]:
        """Files that have reached the citizen, by name."""
        came = [message["document"] for message in self.messages(chat) if "document" in message]
        return {each["file_name"]: each["content"] for each in came}

    def heard(self, chat: int) -> list[bytes]:
        """Voice notes that have reached the citizen."""
        return [message["voice"]["sound"] for message in self.messages(chat) if "voice" in message]

    def press(self, chat: int, title: str) -> int:
        """A citizen presses the newest button of this title."""
        for message in reversed(self.messages(chat)):
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == title:
                        query = {
                            "id": str(time.monotonic_ns()),
                            "from": _user(chat),
                            "chat_instance": "1",
                            "data": button["callback_data"],
                            "message": message,
                        }
                        return self._push({"callback_query": query})
        raise AssertionError(f"no button {title!r} was sent to {chat}")

    def messages(self, chat: int) -> list[dict[str, Any]]:
        return [message for message in self.sent if message["chat"]["id"] == chat]

    def wait_for(self, chat: int, count: int, seconds: float = 60) -> list[dict[str, Any]]:
        """Wait until this many messages have reached the citizen in all."""
        with self._lock:
            done = self._lock.wait_for(lambda: len(self.messages(chat)) >= count, seconds)
        found = self.messages(chat)
        assert done, f"only {len(found)} of {count} messages: {[m['text'] for m in found]}"
        return found

    def wait_until_quiet(self, chat: int, seconds: float = 0.8) -> None:
        """Wait until nothing more has come for a moment: one turn may send several messages."""
        count = -1
        while count != len(self.messages(chat)):
            count = len(self.messages(chat))
            time.sleep(seconds)

    def _push(self, update: dict[str, Any]) -> int:
        with self._lock:
            number = self._next
            self._next += 1
            told = {"update_id": number, **update}
            if self.webhook is not None:
                self.webhook.bring(told)
            else:
                self.updates.append(told)
            self._lock.notify_all()
        return number

    def _message(self, chat: int) -> dict[str, Any]:
        with self._lock:
            self._next += 1
            return {
                "message_id": self._next,
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private"},
            }


def _user(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Warga"}
