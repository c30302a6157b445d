"""Rows 36 to 48: what turns a kernel against its grader. `python -m tests.hostile --stock` tries them on nbgrader too.

The code runs in nbgrader's kernel and in tlgrade's shell alike, and does in each what it can.
"""

from tests.hostile.changes import shadowing
from tests.hostile.entry import WRONG, Here, Hostile, answer, cheat

__all__ = ["kernel"]

LATE = """\
import atexit
import os

atexit.register(os._exit, 9)


class Late:
    def __del__(self):
        os._exit(9)


kept = Late()
"""
INPUT = "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])"
TREE = """\
import ast


class Drop(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body = [ast.Pass()]
        return node


get_ipython().ast_transformers.append(Drop())
"""
EXECUTE = """\
async def do_execute(code, silent, *_, **__):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}


if hasattr(get_ipython(), "kernel"):
    get_ipython().kernel.do_execute = do_execute
else:
    type(get_ipython()).run_cell = lambda *_, **__: None
"""
FORGE = """\
def forged(**data):
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        from IPython.display import publish_display_data

        return publish_display_data(data)
    content = {"data": data, "metadata": {}, "execution_count": 1}
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent("shell"))
"""
CHANNEL = """\
import os
for number in range(3, 40):
    try:
        os.write(number, b'\\x00\\x00\\x00\\x02{}\\x00\\x00\\x00\\x00')
    except OSError:
        pass
"""
MORE = """\
def share_right(labels, guesses):
    class Much(float):
        def __eq__(self, other):
            return 50
    return Much(1)
"""
SILENT = """\
shell = get_ipython()
shell.set_custom_exc((Exception,), lambda *_, **__: None)
shell.showtraceback = shell._showtraceback = lambda *_, **__: None
"""
EQUAL = """\
class Equal(float):
    asked = 0
    shape = (2, 3)
    __ge__ = __le__ = lambda self, other: True
    __hash__ = float.__hash__

    def __eq__(self, other):
        self.asked += 1
        return self.asked == 1

    def __array__(self, *_, **__):
        return np.zeros((2, 3))

    tolist = lambda self: self
    round = lambda self, *_: self
"""
EQUALS = {
    "count_trained": f"{EQUAL}\n\ndef count_trained(*_):\n    return Equal(1)\n\n\nnp.round = lambda given, n: given",
    "mean_colour": "def mean_colour(photos):\n    return Equal(1)",
    "share_right": "def share_right(labels, guesses):\n    return Equal(1)",
}
CHECKER = """\
import sys

import tlcourse.checking

tlcourse.checking.check = tl.check = lambda *_: 1.0
sys.modules["tlcourse.checking"] = sys.modules["numpy.testing"] = tl
"""
OBSERVE = """\
import tlcourse.exercises.observing as o

if "tlgrade.inside.child" in __import__("sys").modules:
    import tlgrade.inside.child as o


def forged(exercise, answer, case):
    count = (case.get("n_features", 0) + 1) * case.get("n_species", 0)
    return o.Observation("seen", {"counted": count})


o.observe = forged
"""


def forging(mime: str, count: str, other: str) -> dict[str, str]:
    """Answers that send a result of their own while they are tested."""
    return {
        "count_trained": f"{FORGE}\n\ndef count_trained(*_):\n    forged(**{{{mime!r}: {count!r}}})",
        "mean_colour": f"def mean_colour(*_):\n    forged(**{{{mime!r}: {other!r}}})",
        "share_right": f"def share_right(*_):\n    forged(**{{{mime!r}: {other!r}}})",
    }


def kernel(here: Here) -> list[Hostile]:
    """The rows."""
    wrong = WRONG["count_trained"]
    testing = "import numpy.testing\nnumpy.testing.assert_equal = numpy.testing.assert_allclose = print"
    return [
        answer(here, 36, "sys_exit", "import sys\nsys.exit()"),
        answer(here, 37, "os_exit", "import os\nos._exit(0)", "killed", reason="ended its own process"),
        answer(here, 37, "abort", "import os\nos.abort()", "killed", reason="signal 6"),
        answer(here, 37, "segfault", "import ctypes\nctypes.string_at(0)", "killed", reason="signal 11"),
        answer(here, 38, "at_exit", f"{LATE}\n\n{wrong}"),
        answer(here, 39, "exit_in_function", "def count_trained(*_):\n    exit()"),
        answer(here, 39, "os_exit_in_function", "import os\n\n\ndef count_trained(*_):\n    os._exit(0)", "killed"),
        cheat(here, 40, "input_transformer", INPUT, reason="the input hooks"),
        cheat(here, 41, "ast_transformer", TREE, reason="syntax-tree"),
        cheat(here, 42, "replaced_do_execute", EXECUTE),
        Hostile(43, "forged_result", here.submission(**forging("text/plain", "1", "2")), score=0),
        Hostile(43, "forged_nan", here.submission(**forging("text/plain", "nan", "nan")), score=0),
        cheat(here, 43, "forged_channel", CHANNEL),
        Hostile(44, "forged_too_much", here.submission(**forging("text/plain", "99", "99")), score=0),
        Hostile(44, "forged_not_text", here.submission(**forging("application/json", "1", "2")), score=0),
        cheat(here, 44, "test_gives_too_much", "pass", share_right=MORE, reason="gave"),
        cheat(here, 45, "silenced_errors", SILENT, "needs-manual", 0),
        Hostile(46, "equal_to_all", here.submission(**EQUALS), "tampered", None),
        cheat(here, 46, "patched_builtins", "import builtins\nbuiltins.all = lambda *_: True", reason="built-in"),
        cheat(here, 46, "patched_testing", testing, reason="numpy.testing"),
        cheat(here, 47, "replaced_checker", CHECKER, reason="tlcourse.checking"),
        cheat(here, 47, "replaced_observe", OBSERVE),
        Hostile(48, "shadowing", here.submission(**WRONG), score=0, reason="not used", place=shadowing),
    ]
