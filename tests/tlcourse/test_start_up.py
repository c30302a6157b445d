"""What is loaded when: start-up is quick because Keras, NumPy and the rest wait until they are needed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("keras", "tensorflow", "numpy", "matplotlib", "PIL", "cv2", "h5py", "IPython", "nbgrader", "ipywidgets")


@pytest.mark.parametrize(
    ("statement", "waits"),
    [
        ("import tlcourse", HEAVY),
        ("import tlcourse; dir(tlcourse)", HEAVY),
        ("import tlcourse.cli", HEAVY),
        ("import tlcourse; tlcourse.load_photos", ("keras", "tensorflow", "matplotlib")),
        (
            "import tlcourse; tlcourse.extract_features, tlcourse.fine_tune, tlcourse.train_head",
            ("keras", "tensorflow"),
        ),
    ],
)
def test_what_waits_until_it_is_needed(statement, waits):
    code = f"import sys; {statement}; print(sorted(set({waits!r}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.strip() == "[]"
