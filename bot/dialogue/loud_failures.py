"""Makes a turn that failed look failed, and leave no trace.

Rasa 3.6 hides failures, and each of these silences would cost a citizen's words:

1. An action that crashes or cannot be reached is skipped; the turn is saved without
   it and the reply is empty. The same message sent again would count twice.
2. A tracker store that cannot be read or written is replaced by an empty one in
   memory: an open form is forgotten, and the next turn is stored over it.
3. A tracker store class that cannot be imported is replaced by memory too.
4. The REST input answers 200 with an empty list whatever happened, and logs the
   citizen's words.

Here, 1 and 2 end the turn: nothing of it is saved and the REST input answers 503
with {"failed": [names of the actions, or the kind of error]}. The message can be
sent again as if for the first time. With 3, Rasa does not start. Without a model,
every answer is 503, the health check GET /webhooks/rest/ too.
"""

import logging
from contextvars import ContextVar

from rasa.core import channels, tracker_store
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.utils.common import class_from_module_path
from sanic import Blueprint, response

from bot.dialogue.understanding import understand

logger = logging.getLogger(__name__)

failed_actions = ContextVar("failed_actions", default=None)
"""Names of the actions that failed in the turn being handled; None outside of one."""


class TurnFailed(Exception):
    def __init__(self, actions):
        super().__init__(", ".join(actions))
        self.actions = actions


class LoudRest(RestInput):
    """Rasa's REST input (same address, same messages) that answers 503 when the turn failed."""

    def blueprint(self, on_new_message):
        routes = Blueprint("loud_rest", __name__)

        @routes.route("/", methods=["GET"])
        async def health(request):
            ready = _ready(request)
            return response.json({"status": "ok" if ready else "no model"}, 200 if ready else 503)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request):
            if not _ready(request):
                return response.json({"failed": ["no model"]}, 503)
            said = CollectingOutputChannel()
            token = failed_actions.set([])
            try:
                message = UserMessage(
                    self._extract_message(request),
                    said,
                    await self._extract_sender(request),
                    input_channel=self._extract_input_channel(request),
                    metadata=self.get_metadata(request),
                )
                await on_new_message(message)
            except TurnFailed as failure:
                return response.json({"failed": failure.actions}, 503)
            except Exception as error:
                # The kind of error only: its message can quote the citizen.
                logger.error("A turn failed: %s at %s", type(error).__name__, _place(error))
                return response.json({"failed": [type(error).__name__]}, 503)
            finally:
                failed_actions.reset(token)
            return response.json(said.messages)

        @routes.route("/understand", methods=["POST"])
        async def judge(request):
            if not _ready(request):
                return response.json({"failed": ["no model"]}, 503)
            return await understand(request)

        return routes


def _ready(request):
    agent = getattr(request.app.ctx, "agent", None)
    return agent is not None and agent.is_ready()


def _place(error):
    step = error.__traceback__
    while step.tb_next is not None:
        step = step.tb_next
    return f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"


def _note(name, error):
    noted = failed_actions.get()
    if noted is not None and name not in noted:
        noted.append(name)
        logger.error("Action %s failed: %s", name, type(error).__name__)


def _give_up_if_failed():
    if failed_actions.get():
        raise TurnFailed(failed_actions.get())


class _Watched:
    """An action whose failure is noted; Rasa's own code around it then swallows it."""

    def __init__(self, action):
        self._action = action

    def __getattr__(self, name):
        return getattr(self._action, name)

    async def run(self, *args, **kwargs):
        try:
            return await self._action.run(*args, **kwargs)
        except ActionExecutionRejection:  # a form's way to say "this is not for me"
            raise
        except Exception as error:
            _note(self._action.name(), error)
            raise


def _watch_every_action(run_action):
    async def run(self, action, *args, **kwargs):
        more = await run_action(self, _Watched(action), *args, **kwargs)
        _give_up_if_failed()  # no further action of a turn that will not be saved
        return more

    return run


def _watch_remote_actions(run_remote):
    # Slot validation calls a remote action where Rasa only warns about its failure.
    async def run(self, *args, **kwargs):
        return await _Watched(_Bound(self, run_remote)).run(*args, **kwargs)

    return run


class _Bound:
    def __init__(self, action, run):
        self.name = action.name
        self.run = lambda *args, **kwargs: run(action, *args, **kwargs)


def _save_only_whole_turns(save):
    async def save_tracker(self, tracker):
        _give_up_if_failed()
        await save(self, tracker)

    return save_tracker


def _raise(self, error):
    raise error


def _load_store(domain, store, event_broker=None):
    store_class = class_from_module_path(store.type)
    return store_class(host=store.url, domain=domain, event_broker=event_broker, **store.kwargs)


def install():
    MessageProcessor._run_action = _watch_every_action(MessageProcessor._run_action)
    MessageProcessor.save_tracker = _save_only_whole_turns(MessageProcessor.save_tracker)
    RemoteAction.run = _watch_remote_actions(RemoteAction.run)
    FailSafeTrackerStore.on_tracker_store_error = _raise
    FailSafeTrackerStore.on_tracker_store_retrieve_error = _raise
    tracker_store._load_from_module_name_in_endpoint_config = _load_store
    channels.BUILTIN_CHANNELS["rest"] = LoudRest
