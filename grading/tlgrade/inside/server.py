"""The fork server: imports everything once, runs nothing, and forks a confined child for each submission.

`python -I -m tlgrade.inside.server`, with a socket as standard input. A process that has imported TensorFlow and run
nothing can be forked, and its children train; after one operation, or with a second thread, they hang. So it counts
its threads before each fork, and refuses if there is more than one.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path

from tlgrade.inside.confine import confine, possible

__all__ = ["main"]

TICK = 0.02  # seconds between two looks at a child
FILES = 5_000  # more are as good as a full disk


def main() -> None:
    """Serve until the other side closes the socket. Never returns."""
    control = socket.socket(fileno=os.dup(0))
    settings = json.loads(control.recv(2**20))
    setup = {"possible": possible(), "problem": ""}
    try:
        shell = preload(settings["preload"]) if settings["warm"] else None
    except Exception as error:
        setup["problem"] = f"{type(error).__name__}: {error}"
    control.send(json.dumps({**setup, "threads": threads(), "memory_mb": memory("self")[0]}).encode())
    while True:
        message, fds, _, _ = socket.recv_fds(control, 2**16, 1)
        if not message:
            shutil.rmtree(settings["scratch"], ignore_errors=True)
            os._exit(0)  # taking TensorFlow down in good order takes seconds
        if not fds:  # an order for a child that has ended already
            continue
        ended = serve(control, fds[0], shell, settings)
        control.send(json.dumps(ended).encode())


def preload(modules: list[str]):
    """Import what submissions use, and make the shell; run nothing."""
    from importlib import import_module

    from tlcourse.exercises import list_exercises
    from tlcourse.quiet import import_keras

    for name in modules:
        if name == "keras":
            import_keras()
        else:
            import_module(name)
    list_exercises()
    from tlgrade.inside.shell import make_shell
    from tlgrade.inside.watch import MODULES

    for name in MODULES:  # what is watched has to be there from the start
        import_module(name)
    return make_shell()


def serve(control: socket.socket, channel: int, shell, settings: dict) -> dict:
    """Fork a child on this channel, watch over it, and say how it ended."""
    if threads() != 1:
        os.close(channel)
        return {"ended": True, "reason": "threads of the server", "signal": None, "code": None, "memory_mb": 0}
    scratch = tempfile.mkdtemp(dir=settings["scratch"])
    child = os.fork()
    if child == 0:
        be_child(control, channel, shell, settings, scratch)
    os.close(channel)
    try:
        return watch(control, child, scratch, settings["limits"])
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def be_child(control, channel, shell, settings, scratch) -> None:
    """The child's whole life. Never returns."""
    try:
        control.close()
        furnish(scratch, channel)
        confine(settings["parts"], settings["readable"], scratch, settings["limits"])
        shell = shell or preload(settings["preload"])
        seed()
        from tlgrade.inside.child import obey

        obey(socket.socket(fileno=channel), shell)
        os._exit(0)
    except BaseException as error:
        with contextlib.suppress(BaseException):
            told = json.dumps({"ready": False, "problem": f"{type(error).__name__}: {error}"}).encode()
            os.write(channel, len(told).to_bytes(4, "big") + told + bytes(4))
        os._exit(70)


def furnish(scratch: str, channel: int) -> None:
    """A group, a home and a working folder of its own; no files open but the channel."""
    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)
    places = ("HOME", "TMPDIR", "MPLCONFIGDIR", "KERAS_HOME", "IPYTHONDIR", "TLCOURSE_CACHE", "XDG_CACHE_HOME")
    for name in places:
        os.environ[name] = f"{scratch}/.{name.lower()}"
        Path(os.environ[name]).mkdir()
    tempfile.tempdir = None
    os.chdir(scratch)


def seed() -> None:
    """The same random numbers for everybody, whatever a notebook forgets to seed."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(0)


def watch(control: socket.socket, child: int, scratch: str, limits: dict) -> dict:
    """Wait for the child's end; end it when it is asked to, or when it takes too much."""
    reason, peak, ticks = None, 0, 0
    control.settimeout(TICK)
    try:
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                break
            order = listen(control)
            used, running = memory(child)
            peak, ticks = max(peak, used), ticks + 1
            if order == "interrupt":
                os.kill(child, signal.SIGINT)
            elif order:
                reason = reason or order
            elif used > limits["memory_mb"]:
                reason = "memory"
            elif running > limits["threads"]:
                reason = "threads"
            elif ticks % 10 == 0 and too_full(scratch, limits["scratch_mb"]):
                reason = "disk"
            if reason:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child, signal.SIGKILL)
    finally:
        control.settimeout(None)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)  # without a filter of system calls there may be others in its group
    signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    return {"ended": True, "reason": reason, "signal": signalled, "code": code, "memory_mb": peak}


def listen(control: socket.socket) -> str | None:
    """An order about the child, if there is one. A closed socket is the order to end."""
    try:
        message = control.recv(2**16)
    except TimeoutError:
        return None
    return json.loads(message)["do"] if message else "nobody listens"


def too_full(folder: str, most_mb: int) -> bool:
    """Whether a folder holds too much, or too many files."""
    size, count, folders = 0, 0, [folder]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                count += 1
                with contextlib.suppress(OSError):
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                if count > FILES or size > most_mb * 2**20:
                    return True
    return False


def memory(process) -> tuple[int, int]:
    """Resident memory in MB, and the number of threads."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
    except OSError:  # it has ended, or this is no Linux
        return 0, 1
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(fields.get("VmRSS", "0 kB").split()[0]) // 1024, int(fields.get("Threads", 1))


def threads() -> int:
    """Threads of this process."""
    return memory("self")[1]


if __name__ == "__main__":
    main()
