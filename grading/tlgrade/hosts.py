"""The trusted end of a fork server: start it, open a session for a submission, give orders, learn how it ended."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile

from tlgrade.inside import wire
from tlgrade.isolation import Isolation, readable_places
from tlgrade.limits import Limits

__all__ = ["Death", "ForgedError", "Host", "HostError", "Session"]

GRACE = 2.0  # seconds between asking to stop and making it stop
START = 180.0  # seconds that importing TensorFlow may take on a busy machine
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONDONTWRITEBYTECODE": "1",
    # One thread while importing: with more, a fork hangs. One while running: the workers share the processors.
    **dict.fromkeys(
        (
            "OPENBLAS_NUM_THREADS",
            "OMP_NUM_THREADS",
            "MKL_NUM_THREADS",
            "TF_NUM_INTRAOP_THREADS",
            "TF_NUM_INTEROP_THREADS",
        ),
        "1",
    ),
}
PASSED_ON = ("KERAS_BACKEND", "LD_LIBRARY_PATH", "TLCOURSE_PHOTOS", "TLCOURSE_WEIGHTS")


class HostError(RuntimeError):
    """The machinery has failed, not the submission."""


class ForgedError(RuntimeError):
    """What came out of the sandbox cannot have been written by its own code."""


class Death(Exception):
    """The submission's process has ended: `reason` is time, memory, threads, disk or ended; `told` is for people."""

    def __init__(self, reason: str, told: str):
        super().__init__(told)
        self.reason, self.told = reason, told


class Host:
    """One fork server. Not shared between threads: one submission at a time."""

    def __init__(self, isolation: Isolation, limits: Limits, preload: list[str]):
        self.isolation, self.limits, self.preload = isolation, limits, preload
        self.process, self.setup, self.warm, self.scratch = None, {}, True, ""

    def start(self) -> None:
        """Start the server, warm if that leaves it with one thread, else cold. Does nothing if it runs."""
        if self.process is not None and self.process.poll() is None:
            return
        self._launch()
        if self.warm and self.setup["threads"] != 1:
            self.warm = False
            self.close()
            self._launch()
        if self.setup["problem"]:
            self.close()
            raise HostError(f"The sandbox does not start: {self.setup['problem']}")

    def open(self) -> "Session":
        """A new process for a submission."""
        self.start()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"fork"], [theirs.fileno()])
            except OSError as error:
                raise HostError(f"The sandbox is gone: {error}") from None
        return Session(self, ours)

    def order(self, what: str) -> None:
        """Interrupt the running submission, or end it with this reason."""
        with contextlib.suppress(OSError):
            self.control.send(json.dumps({"do": what}).encode())

    def ended(self) -> dict:
        """How the running submission has ended."""
        try:
            self.control.settimeout(30)
            told = json.loads(self.control.recv(2**16) or b"null")
        except (OSError, ValueError):
            told = None
        if told is None or told["reason"] == "threads of the server":
            self.close()
            raise HostError(f"The sandbox is gone ({told['reason'] if told else 'it does not answer'}).")
        return told

    def close(self) -> None:
        """End the server and all that it has started."""
        if self.process is not None:
            self.control.close()  # a sound server ends by this, and takes its child along
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.scratch = ""

    def _launch(self) -> None:
        inside = "bubblewrap" in self.isolation.parts
        self.scratch = "" if inside else tempfile.mkdtemp(prefix="tlgrade-")
        scratch = "/scratch" if inside else self.scratch
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        homes = dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR", "KERAS_HOME"), scratch)
        with theirs:
            self.process = subprocess.Popen(
                self.isolation.command(scratch, self.limits.scratch_mb),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**ENVIRONMENT, **passed, **homes},
                cwd="/" if inside else self.scratch,
                start_new_session=True,
            )
        settings = {
            "preload": self.preload, "warm": self.warm, "parts": self.isolation.inner, "scratch": scratch,
            "readable": readable_places(), "limits": self.limits.as_dict(),
        }  # fmt: skip
        try:
            self.control.send(json.dumps(settings).encode())
            self.control.settimeout(START)
            self.setup = json.loads(self.control.recv(2**16) or b"null")
        except (OSError, ValueError):
            self.setup = None
        if self.setup is None:
            self.close()
            raise HostError("The sandbox does not start. `tlgrade grade --isolation landlock` tries another kind.")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.close()


class Session:
    """One process in the sandbox. What it says is data to judge, never a fact."""

    def __init__(self, host: Host, channel: socket.socket):
        self.host, self.channel, self.over = host, channel, False
        self.meddled: list[str] = []
        hello = self._receive(START)[0]
        if not hello.get("ready"):
            self.end()
            raise HostError(f"The sandbox does not start: {str(hello.get('problem'))[:300]}")

    def ask(self, what: str, seconds: float, payload: bytes = b"", **order) -> tuple[dict, bytes, bool]:
        """Give an order; returns the reply, its payload, and whether it had to be interrupted.

        Raises:
            Death: the process has ended, by itself or because it took too much.
            ForgedError: the reply is none.
        """
        nonce, interrupted = secrets.token_hex(8), False
        try:
            wire.send(self.channel, {"do": what, "nonce": nonce, **order}, payload)
        except wire.ClosedError:
            self._die()
        try:
            reply, data = self._receive(seconds)
        except TimeoutError:
            interrupted = True
            self.host.order("interrupt")
            try:
                reply, data = self._receive(GRACE)
            except TimeoutError:
                self.host.order("time")
                self._die()
        meddled, outputs = reply.get("meddled"), reply.get("outputs", [])
        if reply.get("nonce") != nonce or not isinstance(meddled, list) or not isinstance(outputs, list):
            self.kill()
            raise ForgedError("A reply did not belong to its question.")
        self.meddled += [place for place in meddled if isinstance(place, str)][:10]
        return reply, data, interrupted

    def end(self) -> dict:
        """Let the process end, and learn how it did."""
        with contextlib.suppress(wire.ClosedError, OSError):
            wire.send(self.channel, {"do": "end"})
        return self._close("over")

    def kill(self) -> None:
        """End the process at once, if it has not ended."""
        if not self.over:
            self._close("killed")

    def _close(self, why: str) -> dict:
        self.over = True
        self.channel.close()
        self.host.order(why)
        return self.host.ended()

    def _receive(self, seconds: float) -> tuple[dict, bytes]:
        try:
            return wire.receive(self.channel, seconds)
        except wire.ClosedError:
            self._die()
        except wire.GarbledError as error:
            self.kill()
            raise ForgedError(f"What came out of the sandbox is no message: {error}") from None

    def _die(self) -> None:
        ended = self._close("channel closed")
        limits = self.host.limits
        told = {
            "time": "it did not stop when it was interrupted",
            "memory": f"it took more than {limits.memory_mb} MB of memory",
            "threads": f"it started more than {limits.threads} threads",
            "disk": f"it wrote more than {limits.scratch_mb} MB or too many files",
        }
        if ended["reason"] in told:
            raise Death(ended["reason"], told[ended["reason"]])
        how = f"signal {ended['signal']}" if ended["signal"] not in (None, signal.SIGKILL) else f"code {ended['code']}"
        raise Death("ended", "it ended its own process" + (f" ({how})" if ended["code"] != 0 else ""))
