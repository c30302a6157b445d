"""A student checks an answer in JupyterLab and reads, in a box, what was seen."""

CHECK = 'tl.check("03_feature_extraction.count_trained", count_trained)'
ANSWER = "def count_trained(n_features, n_species):\n    return {}\n\n\n" + CHECK


def boxes(page):
    return page.find(".jp-OutputArea-output [role=status]")


def test_wrong_answer_and_right_answer_are_told_apart_in_words(page):
    answers = ("n_features * n_features", "n_features * n_species", "n_features * n_species + n_species")
    page.open("check", "import tlcourse as tl", *(ANSWER.format(answer) for answer in answers))
    page.run_all()
    page.wait(lambda: len(boxes(page)) == 3, "a box below each cell with a check")

    wrong, half, right = (box.text for box in boxes(page))
    assert wrong.startswith("✘ count_trained: not yet")
    assert half.startswith("◐ count_trained: partly right") and "you count" in half
    assert right.startswith("✔ count_trained: right")
    assert "Traceback" not in page.text()
    assert page.complaints() == []
