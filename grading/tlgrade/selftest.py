"""Try to break out, before anything of a student runs: the sandbox is used only if every attempt fails."""

import json
import os
import secrets
import signal
import socket
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from tlgrade.course import Course
from tlgrade.hosts import Death, Host
from tlgrade.isolation import Isolation, IsolationError
from tlgrade.limits import Limits

__all__ = ["ATTEMPTS", "break_out", "demand_tight"]

ATTEMPTS = """
import json, os, socket, subprocess, time
known = json.loads({known!r})


def connect(kind, address):
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET, kind) as other:
        other.settimeout(2)
        other.connect(address)
        other.send(b"out")


def write(path):
    with open(path, "w") as file:
        file.write("out")


def stay():
    if os.fork():
        return
    try:
        os.setsid()
        os.closerange(0, 256)
        with open("/proc/self/comm", "w") as file:
            file.write(known["stayer"])
        time.sleep(60)
    finally:
        os._exit(0)


attempts = {{
    "outlive the run": stay,
    "start a process": lambda: os.fork() or os._exit(0),
    "start a program": lambda: subprocess.run(["/bin/true"]),
    "connect by TCP": lambda: connect(socket.SOCK_STREAM, tuple(known["tcp"])),
    "send by UDP": lambda: connect(socket.SOCK_DGRAM, tuple(known["udp"])),
    "connect to an abstract socket": lambda: connect(socket.SOCK_STREAM, chr(0) + known["abstract"]),
    "signal the grader": lambda: os.kill(known["grader"], 0),
    "read the grader's environment": lambda: open(f"/proc/{{known['grader']}}/environ", "rb").read(1),
    **{{f"read {{path}}": lambda path=path: open(path, "rb").read(1) for path in known["read"]}},
    **{{f"write {{path}}": lambda path=path: write(path) for path in known["write"]}},
    **{{f"list {{path}}": lambda path=path: os.listdir(path) for path in known["list"]}},
}}
done = []
for name, attempt in attempts.items():
    try:
        attempt()
        done.append(name)
    except BaseException:
        pass
print(json.dumps(done))
"""


def break_out(isolation: Isolation, course: Course, lesson: str) -> list[str]:
    """What a submission could do that it must not."""
    name = f"tlgrade-{secrets.token_hex(8)}"
    with ExitStack() as stack:
        tcp = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        udp = stack.enter_context(closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)))
        abstract = stack.enter_context(closing(socket.socket(socket.AF_UNIX)))
        udp.bind(("127.0.0.1", 0))
        abstract.bind(f"\0{name}")
        abstract.listen()
        known = {"tcp": tcp.getsockname(), "udp": udp.getsockname(), "abstract": name, "grader": os.getpid()}
        known |= {"stayer": name[-15:], **_places(course, lesson)}
        host = stack.enter_context(Host(isolation, Limits(), []))
        session = host.open()
        try:
            source = ATTEMPTS.format(known=json.dumps(known))
            reply = session.ask("run", 30, source=source, room=20_000)[0]
            session.end()
        except Death as death:
            raise IsolationError(f"The sandbox's own test did not end well: {death.told}.") from None
    try:
        done = json.loads(reply["outputs"][0]["text"])
    except (KeyError, IndexError, ValueError):
        raise IsolationError(f"The sandbox's own test did not run: {str(reply)[:300]}") from None
    # What was done in namespaces of the sandbox's own stays there: only what is found here, afterwards, counts.
    written = [path for path in known["write"] if Path(path).exists()]
    for path in written:
        Path(path).unlink()
    found = [f"write {path}" for path in written] + ["outlive the run"] * _end(known["stayer"])
    return [*(name for name in done if not name.startswith(("write ", "outlive"))), *found]


def _end(name: str) -> int:
    """End the processes that are called so; how many there were."""
    ended = 0
    for path in Path("/proc").glob("[0-9]*/comm"):
        with suppress(OSError):
            if path.read_text().strip() == name:
                os.kill(int(path.parent.name), signal.SIGKILL)
                ended += 1
    return ended


def _places(course: Course, lesson: str) -> dict[str, list[str]]:
    """What no submission may see or write."""
    root = course.root.resolve()
    source = [str(path) for path in course.source_notebooks(lesson)]
    submitted = course.folder("submitted", ".", lesson).parent
    others = [str(path) for path in sorted(submitted.glob("*/*/*.ipynb"))[:1]]
    gradebook = course.db_url.removeprefix("sqlite:///") if course.db_url.startswith("sqlite:///") else None
    mark = f"tlgrade-{secrets.token_hex(8)}"
    return {
        "read": [*source, *others, *([gradebook] if gradebook and Path(gradebook).exists() else [])],
        "write": [str(root / mark), str(Path.home() / mark), f"/var/tmp/{mark}", f"/dev/shm/{mark}"],
        "list": [str(root), str(submitted)],
    }


def demand_tight(isolation: Isolation, course: Course, lesson: str) -> None:
    """Refuse a sandbox that leaks.

    Raises:
        IsolationError: a submission could do what it must not; the message lists it.
    """
    if isolation.parts and (done := break_out(isolation, course, lesson)):
        raise IsolationError(f"The sandbox ({isolation.level}) leaks. A submission could: {'; '.join(done)}.")
