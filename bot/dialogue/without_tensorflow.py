"""Lets Rasa start without the libraries it names but never uses for us.

Rasa 3.6 imports TensorFlow for policies and classifiers we do not run, and the
client of every chat platform and cloud it has a connector for. Left out, the
environment is a sixth of the size and starts twice as fast, and we need not
patch libraries that nobody calls.

Each missing library gets an inert stand-in: it can be imported, subclassed and
used as a decorator, which is all that Rasa does with it while it is loading.
Creating something that builds on a stand-in (a DIET model, a Telegram client)
raises and says so. A library that IS installed is always the one used.

TANYA_RASA_TENSORFLOW=1 leaves TensorFlow's names alone: install it, and DIET
and TED work as Rasa ships them.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import secrets
import sys
import types

TENSORFLOW = ("tensorflow", "tensorflow_hub", "tensorflow_text", "keras")
CLOUDS = ("aio_pika", "aiormq", "boto3", "botocore", "cachecontrol", "google", "pymongo")
CHATS = ("aiogram", "fbmessenger", "slack_sdk", "socketio", "twilio", "webexteamssdk")
PLOTS = ("matplotlib",)  # `rasa test` draws its histograms with it: they stay undrawn


class LeftOut(RuntimeError):
    """Something was asked of a library that this environment leaves out."""


class _Inert(type):
    """A class whose every attribute is another such class, and which calls to itself."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__qualname__}.{name}")

    def __call__(cls, *args, **kwargs):
        if "_stands_in" in vars(cls):
            return cls
        raise LeftOut(
            f"{cls.__module__}.{cls.__qualname__} needs a library that this environment "
            "leaves out (bot/dialogue/without_tensorflow.py)"
        )


def _stand_in(name):
    # Rasa writes `except pymongo.errors.ConnectionFailure`: that must be an exception.
    caught = name.endswith(("Error", "Exception", "Failure"))
    parts = {"_stands_in": True, "__module__": __name__, "__qualname__": name}
    return _Inert(name.rpartition(".")[2], (Exception,) if caught else (), parts)


class _Module(types.ModuleType):
    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, names):
        self.names = frozenset(names)

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return _Module(spec.name)

    def exec_module(self, module):
        pass


def install():
    names = CLOUDS + CHATS + PLOTS
    if os.environ.get("TANYA_RASA_TENSORFLOW") != "1":
        names += TENSORFLOW
    # Last in line: whatever is installed is found first. Only top-level names that
    # are absent are stood in for, so no real package gains an invented submodule.
    sys.meta_path.append(_Finder(n for n in names if importlib.util.find_spec(n) is None))

    # It names model files and has no wheel.
    sys.modules.setdefault("randomname", types.SimpleNamespace(get_name=lambda: secrets.token_hex(4)))
