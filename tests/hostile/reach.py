"""Rows 49 to 60: reaches for other files, other processes, the network."""

import os

from tests.hostile.changes import start_up_files
from tests.hostile.entry import ALL, WRONG, Here, Hostile, answer, right_count

__all__ = ["reach"]

SHADOWS = """\
import os
import sys

for name in ("tlcourse", "keras", "sitecustomize"):
    with open(f"{name}.py", "w") as file:
        file.write("raise SystemExit('shadowed')")
sys.path.insert(0, os.getcwd())
"""
OTHERS = """\
import glob
import pathlib
found = [p for p in glob.glob('/tmp/**/*.ipynb', recursive=True)]
found += [p for p in glob.glob('/tmp/**/gradebook.db', recursive=True)]
assert found, 'nothing to read'
print(pathlib.Path(found[0]).read_bytes()[:10])
"""
OWN_FILE = f"""\
import os
assert not [name for name in os.listdir('.') if name[0] != '.'], 'something is here'
{right_count()}
"""
SEARCH = """\
import gc
import inspect


def count_trained(n_features, n_species):
    texts = [str(In), str(_ih), *(str(entry.frame.f_locals) for entry in inspect.stack())]
    texts += [text for text in gc.get_objects() if isinstance(text, str)]
    assert any('These are not the ' + 'means' in text for text in texts), 'no test is here'
    return (n_features + 1) * n_species
"""
LATER = """\
import os
import threading
import time


def late():
    time.sleep(1)
    open({path!r}, 'ab').write(b'x')


threading.Thread(target=late, daemon=True).start()
if os.fork() == 0:
    os.setsid()
    late()
"""
THREAD = f"""\
import threading
import time

{right_count()}


def forever():
    global count_trained
    while True:
        time.sleep(0.001)
        count_trained = None


threading.Thread(target=forever, daemon=True).start()
"""
OUTSIDE = """\
import os
os.kill({grader}, 0)
"""
ENVIRONMENT = "print(open('/proc/{grader}/environ', 'rb').read(1))"
TRACE = "import ctypes\nassert ctypes.CDLL(None).ptrace(16, {grader}, 0, 0) == 0, 'denied'"
NETWORK = """\
import socket

connected = []
for kind, address in ((socket.SOCK_STREAM, {tcp!r}), (socket.SOCK_DGRAM, {udp!r})):
    try:
        with socket.socket(socket.AF_INET, kind) as other:
            other.settimeout(2)
            other.connect(address)
            other.send(b'out')
        connected.append(kind)
    except OSError:
        pass
assert connected, 'denied'
"""
NAMES = "import socket\nsocket.getaddrinfo('name.invalid', 80)"
SERVICE = """\
import urllib.request
urllib.request.urlopen('http://{tcp[0]}:{tcp[1]}/api/contents', timeout=2)
"""
VSOCK = "import socket\nsocket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).connect((2, 1))"
RING = "import ctypes\nassert ctypes.CDLL(None).syscall(425, 8, bytes(120)) >= 0, 'denied'"


def reach(here: Here) -> list[Hostile]:
    """The rows. None of the attempts works, so the answer in the same cell is never reached."""
    book, wrong = str(here.root / "gradebook.db"), WRONG["count_trained"]
    grader = {"grader": os.getpid()}

    def tries(row, name, code):
        return answer(here, row, name, f"{code}\n\n\n{wrong}", denied=True)

    return [
        Hostile(49, "start_up_files", here.submission(), reason="not used", place=start_up_files, worth=ALL),
        answer(here, 49, "shadows_made_inside", f"{SHADOWS}\n\n{right_count()}", score=ALL),
        tries(50, "reads_others", OTHERS),
        answer(here, 51, "looks_for_its_file", OWN_FILE, score=ALL),
        answer(here, 52, "searches_for_tests", SEARCH),
        tries(53, "reads_gradebook", f"print(open({book!r}, 'rb').read(6))"),
        tries(54, "writes_gradebook", f"open({book!r}, 'ab').write(b'x')"),
        tries(54, "writes_gradebook_later", LATER.format(path=book)),
        tries(54, "removes_gradebook", f"import os\nos.chmod({book!r}, 0)\nos.remove({book!r})"),
        tries(55, "stays_on", "import subprocess\nsubprocess.Popen(['sleep', '60'])"),
        answer(here, 56, "thread_runs_on", THREAD),
        tries(57, "kills_parent", "import os\nos.kill(os.getppid(), 9)"),
        tries(57, "kills_all", "import os\nos.kill(-1, 9)"),
        tries(57, "signals_grader", OUTSIDE.format(**grader)),
        tries(57, "traces_grader", TRACE.format(**grader)),
        tries(57, "reads_environment", ENVIRONMENT.format(**grader)),
        tries(58, "network", NETWORK.format(tcp=here.tcp, udp=here.udp)),
        tries(58, "names", NAMES),
        tries(59, "service_on_this_machine", SERVICE.format(tcp=here.tcp)),
        tries(60, "unix_socket", "import socket\nsocket.socket(socket.AF_UNIX).bind('\\0x')"),
        tries(60, "io_uring", RING),
        tries(60, "vsock", VSOCK),
    ]
