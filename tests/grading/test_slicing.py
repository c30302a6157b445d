"""Which cells an answer needs: names decide, and a local variable is no name of the notebook."""

import pytest
from tlgrade.graft import Place
from tlgrade.slicing import names, needed
from tlgrade.template import Check, TemplateCell


def cell(source, role="plain"):
    check = Check("x.y", "answer") if role == "test" else None
    return Place(source, "code", TemplateCell(role, "code", source, None, None, 0, check, {}), by_student=False)


@pytest.mark.parametrize(
    ("source", "made", "asked"),
    [
        ("x = 1", {"x"}, set()),
        ("def f(x):\n    y = x\n    return y + z", {"f"}, {"z"}),
        ("import a.b as c, d.e", {"c", "d"}, set()),
        ("[i for i in rows]", set(), {"rows"}),
        ("x += 1", {"x"}, {"x"}),
        ("class A(B):\n    c = d", {"A"}, {"B", "d"}),
        ("def f():\n    global g\n    g = 1", {"f", "g"}, set()),
        ("print(len(a))", set(), {"a"}),
        ("%matplotlib inline\nb = a", {"b"}, {"a", "get_ipython"}),
        ("broken (", set(), set()),
        ("'\x00'", set(), set()),
    ],
)
def test_names_of_a_cell(source, made, asked):
    assert names(source) == (made, asked)


def test_heavy_cells_are_left_out_and_helpers_of_helpers_run():
    places = [
        cell("import numpy as np"),
        cell("model = train_for_an_hour()"),
        cell("deep = 1"),
        cell("def helper():\n    return deep"),
        cell("def answer(model):\n    return helper()", "solution"),
        cell("tl.check('x.y', answer)", "test"),
        cell("plot(model)"),
    ]
    assert needed(places, checks_only=True) == [True, False, True, True, True, True, False]
    assert all(needed(places, checks_only=False))
