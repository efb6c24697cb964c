"""Rasa's command line, in Rasa's environment, the way we run it.

    bot/dialogue/.venv/bin/python bot/dialogue/launch.py train|run|data|test … [Rasa's arguments]

Differences from the stock `rasa` command: no TensorFlow, validators compiled once,
failures that show, telemetry off, `run` on loopback unless --interface says
otherwise, and a server that does not outlive the process that started it.

TANYA_RASA_PARENT          process id of the starter, when it must be checked
TANYA_RASA_OUTLIVES_PARENT 1 under a service manager, or with several sanic workers
TANYA_RASA_TENSORFLOW      1 to use an installed TensorFlow
TANYA_KEY_FILE             key of the encrypted tracker store
TANYA_TOKEN_FILE           token of our application's own questions (understanding.py)
"""

import ctypes
import os
import signal
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Asks Linux to kill us when our parent dies; elsewhere does nothing.

    Linux watches the THREAD that started us: start Rasa from one that lives as long
    as the server should.
    """
    if not sys.platform.startswith("linux") or os.environ.get("TANYA_RASA_OUTLIVES_PARENT") == "1":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked: nobody will send the signal
        sys.exit("Rasa was not started: the process that asked for it is gone.")


def find_our_modules() -> None:
    # Python puts a script's folder first on the path. Our components are named from
    # the repository's root (bot.dialogue.gate), and so is office.
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != HERE]
    sys.path.insert(0, str(REPOSITORY))


def quiet() -> None:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    os.environ.setdefault("TQDM_DISABLE", "1")
    for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
        warnings.filterwarnings("ignore", category=category)
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")


def arguments(given: list[str]) -> list[str]:
    """Rasa serves on every interface by default; we on loopback."""
    chosen = any(a == "-i" or a.startswith("--interface") for a in given)
    return [*given, "--interface", "127.0.0.1"] if given[:1] == ["run"] and not chosen else given


def main() -> None:
    die_with_parent(int(os.environ.get("TANYA_RASA_PARENT") or os.getppid()))
    find_our_modules()
    import sanic  # noqa: F401  it puts a filter of its own before ours, so it goes first

    quiet()

    from bot.dialogue import fast_validation, without_tensorflow

    without_tensorflow.install()
    fast_validation.install()

    import rasa.__main__

    from bot.dialogue import loud_failures

    loud_failures.install()

    sys.argv = ["rasa", *arguments(sys.argv[1:])]
    rasa.__main__.main()


if __name__ == "__main__":
    main()
