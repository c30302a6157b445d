"""Every right answer gets full points; every wrong one gets less, and its misconception is named."""

from collections import Counter

import pytest

from tests.answers.bank import answers
from tlcourse.exercises import list_exercises

EXERCISES = {exercise.id: exercise for exercise in list_exercises()}


@pytest.mark.parametrize("answer", answers("right"), ids=str)
def test_right_answer_gets_full_points(answer):
    verdict = answer.judged()
    assert (verdict.points, verdict.misconception) == (answer.exercise.points, None), verdict.message


@pytest.mark.parametrize("answer", answers("wrong"), ids=str)
def test_wrong_answer_is_told_its_misconception(answer):
    verdict = answer.judged()
    assert verdict.misconception == answer.misconception, verdict
    assert verdict.points < answer.exercise.points
    assert 20 < len(verdict.message) < 400


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_bank_holds_enough_answers(exercise_id):
    bank = [a for a in answers() if a.exercise.id == exercise_id]
    kinds = Counter(a.path.parent.name for a in bank)
    assert kinds["right"] >= 3
    assert kinds["wrong"] >= 5
    found = {a.misconception for a in bank} - {None}
    assert {"nothing_written", "raises"} <= found
    assert found >= set(EXERCISES[exercise_id].misconceptions), "a misconception that no answer of the bank shows"
