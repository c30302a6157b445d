"""Rows 61 to 64: what a grader, a browser, a spreadsheet or a judge is given to read; and answers that vary."""

from tests.hostile.entry import ALL, WAITS, Here, Hostile, answer, right_count

__all__ = ["FORMULA", "giving_back"]

FORMULA = "=HYPERLINK(0;0)"  # as a student's name
SCRIPT = "<script>alert(1)</script> [click](javascript:alert(2)) <img src=x onerror=alert(3)> [a]: x\n\n"
MATHS = "$\\href{java\tscript:alert(6)}{x}$ [b](java&#9;script:alert(8)) ![c](x){onerror=alert(9)}"
HTML = """\
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
display(HTML('<script>alert(4)</script>'), Javascript('alert(5)'), Markdown('<script>alert(4)</script>'))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(4)</script></svg>'), Latex('$\\\\href{a}{b}$'))
print('<script>alert(5)</script>')
raise ValueError('<script>alert(5)</script>')
"""
PICKLE = """\
class Bomb:
    def __reduce__(self):
        return (print, ('boom',))


def count_trained(n_features, n_species):
    return Bomb()
"""
OBJECTS = """\
def count_trained(n_features, n_species):
    return np.array([print, {}], dtype=object)
"""
LAMBDA = """\
from tlcourse.quiet import import_keras

keras = import_keras()


def count_trained(n_features, n_species):
    return keras.layers.Lambda(lambda x: x)
"""
DRAWS = "import random\n{right}\nprint(random.random(), np.random.random())"
GPU = """\
from tlcourse.quiet import import_keras

keras = import_keras()
import tensorflow as tf

assert tf.config.list_physical_devices('GPU'), 'this needs a GPU'
"""
TRAINS = """\
from tlcourse.quiet import import_keras

keras = import_keras()
x = np.zeros((64, 8), "float32")
model = keras.Sequential([keras.layers.Dense(8)])
model.compile(loss="mse")
model.fit(x, x, epochs=10**9, verbose=0)
"""


def giving_back(here: Here) -> list[Hostile]:
    """The rows."""
    script = here.submission(why_pool=SCRIPT + MATHS, count_trained=HTML)
    return [
        Hostile(61, "script", script, WAITS, 4, worth=4),
        Hostile(62, "formula", here.submission(why_pool="=1+1"), worth=ALL, student=FORMULA),
        answer(here, 63, "pickle", PICKLE),
        answer(here, 63, "array_of_objects", OBJECTS),
        answer(here, 63, "layer_with_code", LAMBDA, keras=True),
        answer(here, 64, "other_numbers", DRAWS.format(right=right_count()), score=ALL),
        answer(here, 64, "needs_gpu", f"{GPU}\n\n{right_count()}", keras=True),
        answer(here, 64, "trains_without_end", TRAINS, "timeout", reason="count_trained was stopped", keras=True),
    ]
