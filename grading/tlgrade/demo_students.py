"""The 30 submissions of the demonstration course: 15 honest, 6 partly right, 4 broken, 5 hostile."""

from tlgrade.demo_lesson import KERAS_ANSWER, submission

__all__ = ["students"]

HONEST = ("ana", "ben", "cem", "dua", "eva", "fay", "gil", "hana", "ivo", "jun", "kai", "lea", "mia", "noa", "oto")
WAYS = (
    "    return sum(n_species for _ in range(n_features)) + n_species",
    "    return (n_features + 1) * n_species",
    "    weights, biases = n_features * n_species, n_species\n    return weights + biases",
)
PARTLY = {
    "pia": {"count_trained": "def count_trained(n_features, n_species):\n    return n_features * n_species"},
    "qi": {"mean_colour": "def mean_colour(photos):\n    return np.asarray(photos).mean(axis=0)"},
    "rosa": {"share_right": "def share_right(labels, guesses):\n    return 75"},
    "sam": {"why_pool": "Write your answer here."},
    "tim": {"count_trained": "# Write your code here.\nraise NotImplementedError"},
    "uma": {
        "count_trained": "def count_trained(n_features, n_species):\n    return n_features * n_species + n_features"
    },
}
HOSTILE = {
    "loop": {"mean_colour": "while True:\n    pass"},
    "exit": {"mean_colour": "import os\nos._exit(3)"},
    "spy": {
        "count_trained": "import glob\nprint([open(p).read() for p in glob.glob('/**/gradebook.db', recursive=True)])"
    },
    "patch": {
        "count_trained": "class Drop(__import__('ast').NodeTransformer):\n    def visit_Assert(self, node):\n        "
        "return __import__('ast').Pass()\n\n\nget_ipython().ast_transformers.append(Drop())\ncount_trained = None"
    },
    "script": {"why_pool": "<script>alert(1)</script><img src=x onerror=alert(2)>"},
}


def students(released: dict) -> dict[str, dict | bytes]:
    """By student, what is handed in: a notebook, or the bytes of what is none."""
    made = {}
    for i, name in enumerate(HONEST):
        way = f"def count_trained(n_features, n_species):\n    # {name}\n{WAYS[i % len(WAYS)]}"
        more = {"mean_colour": KERAS_ANSWER} if i % 2 else {}
        made[name] = submission(released, count_trained=way, **more)
    for name, answers in {**PARTLY, **HOSTILE}.items():
        made[name] = submission(released, **answers)
    without_tests = submission(released)
    cells = without_tests["cells"]
    without_tests["cells"] = [
        c for c in cells if not c["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("test")
    ]
    without_answer = submission(released)
    without_answer["cells"] = [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") != "share_right"]
    made |= {"vic": b'{"cells": [', "wu": b"", "xia": without_tests, "yan": without_answer}
    return made
