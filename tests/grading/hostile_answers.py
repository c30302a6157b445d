"""Code that hostile students hand in, by what it tries."""

THREADS = """\
import threading
for _ in range(200):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
while True:
    pass
"""

DISK = """\
for i in range(100):
    with open(f'f{i}', 'wb') as file:
        file.write(bytes(2**20))
while True:
    pass
"""

AST = """\
import ast


class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()


get_ipython().ast_transformers.append(Drop())
"""

FORGED_RESULT = """\
from IPython.display import publish_display_data
publish_display_data({'text/plain': '1'})
"""

FORGED_CHANNEL = """\
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

EQUAL = """\
class Equal(int):
    __eq__ = __ge__ = lambda self, other: True
    __hash__ = int.__hash__


def count_trained(n_features, n_species):
    return Equal(1)
"""

EQUAL_MEAN = """\
class Equal(list):
    shape = (2, 3)
    __eq__ = lambda self, other: True
    __array__ = lambda self, *a, **k: np.zeros((2, 3))
    def round(self, *a, **k):
        return self
    def __round__(self, *a):
        return self
    def tolist(self):
        return self


def mean_colour(photos):
    return Equal()


np.round = lambda given, n: given
"""

CHECKER = """\
import tlcourse.checking
tlcourse.checking.check = lambda *a: 1.0
count_trained = None
"""

OBSERVE = """\
import gc
import tlcourse.exercises.observing as o
import tlgrade.inside.child as c


def forged(exercise, answer, case):
    count = (case.get('n_features', 0) + 1) * case.get('n_species', 0)
    return o.Observation('seen', {'counted': count})


c.observe = o.observe = forged
count_trained = None
"""

READS = """\
import glob
import pathlib
found = [p for p in glob.glob('/tmp/**/*.ipynb', recursive=True)]
found += [p for p in glob.glob('/tmp/**/gradebook.db', recursive=True)]
assert found, 'nothing to read'
print(pathlib.Path(found[0]).read_bytes()[:10])
"""

THREAD_ON = """\
import threading
import time


def count_trained(n_features, n_species):
    return n_features * n_species + n_species


def forever():
    while True:
        time.sleep(0.001)


threading.Thread(target=forever, daemon=True).start()
"""

HTML = """\
from IPython.display import HTML, Javascript, display
display(HTML('<script>alert(4)</script>'), Javascript('alert(5)'))
"""

PICKLE = """\
class Bomb:
    def __reduce__(self):
        return (print, ('boom',))


def count_trained(n_features, n_species):
    return Bomb()
"""
