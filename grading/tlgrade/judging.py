"""Judge what a probe has seen, on the trusted side, with fresh cases; canaries tell whether to believe it.

Canaries: a probe whose outcome is known has to come back exactly; an exercise's probe on something that is no answer
must not earn full points; a test that must fail has to fail, with this run's own word. A miss means that a person
looks; no score is invented.
"""

import ast
import math
import secrets

from tlcourse.exercises import Verdict, find_exercise
from tlcourse.exercises.observing import Observation, draw_case, judge_observation
from tlcourse.exercises.plain import NotPlainError, pack, unpack
from tlgrade.hosts import ForgedError, Session
from tlgrade.slicing import plain_python
from tlgrade.template import Check

__all__ = ["judge_check", "judge_test", "sing"]

FIELDS = {"outcome": str, "error": str, "line": str, "printed": str}
OUTCOMES = {"seen", "empty", "raised", "stopped", "too slow", "not plain"}


def judge_check(session: Session, check: Check, seconds: float) -> Verdict:
    """The worst verdict over fresh cases, as in the student's own notebook; canaries before and after.

    Raises:
        ForgedError: a canary was missed, or an observation is none.
        Death: the process has ended.
    """
    exercise, worst = find_exercise(check.exercise), None
    sing(session, seconds)
    limit = max(seconds, exercise.seconds + 5)
    for _ in range(exercise.cases):
        case = draw_case(exercise, secrets.randbits(64))
        order = {"exercise": exercise.id, "expression": check.expression}
        _, data, late = session.ask("probe", limit, pack(case), **order)
        observation = Observation("too slow") if late else read_observation(data)
        verdict = judged(exercise, observation, case)
        worst = verdict if worst is None or verdict.points < worst.points else worst
        if worst.points == 0:
            break
    if worst.points:
        replace_answer(session, exercise, limit)
    return worst


def judged(exercise, observation: Observation, case: dict) -> Verdict:
    """The judge's verdict. What a probe cannot have written is a forgery, and so is what makes the judge fail."""
    try:
        verdict = judge_observation(exercise, observation, case)
        points = float(verdict.points)
    except Exception as error:
        raise ForgedError(
            f"The judge of {exercise.id} cannot read what was observed ({type(error).__name__})."
        ) from None
    if not 0 <= points <= exercise.points:
        raise ForgedError(f"{points:g} points of {exercise.points:g} for {exercise.id}.")
    return verdict


def read_observation(data: bytes) -> Observation:
    """What came out of the sandbox, if it has the form of an observation."""
    try:
        fields = unpack(data)
        right = all(type(fields[name]) is kind for name, kind in FIELDS.items())
        if not right or fields["outcome"] not in OUTCOMES or not isinstance(fields["seen"], dict | None):
            raise ForgedError("An observation has not the form of one.")
        return Observation(**fields)
    except (NotPlainError, TypeError, KeyError, MemoryError) as error:  # an array may say that it is endless
        raise ForgedError(f"An observation cannot be read: {error}") from None


def sing(session: Session, seconds: float) -> None:
    """The canary with a known outcome."""
    word = secrets.token_hex(8)
    seen = read_observation(session.ask("echo", seconds, pack({"nonce": word}))[1])
    if seen.outcome != "seen" or seen.seen != {"echo": word[::-1]}:
        raise ForgedError("A probe with a known outcome came back with another one.")


def replace_answer(session: Session, exercise, seconds: float) -> None:
    """The canary that must fail: something that is no answer."""
    case, word = draw_case(exercise, secrets.randbits(64)), secrets.token_hex(8)
    seen = read_observation(session.ask("stand_in", seconds, pack(case), exercise=exercise.id, secret=word)[1])
    if judged(exercise, seen, case).points >= exercise.points:
        raise ForgedError(f"The probe of {exercise.id} praises what is no answer.")


def judge_test(session: Session, source: str, points: float, seconds: float) -> Verdict:
    """A test cell of the stock kind. It runs beside the student's code, so it is trusted less; canaries guard it.

    Raises:
        ForgedError: a canary was missed.
        Death: the process has ended.
    """
    word = secrets.token_hex(8)
    must_fail = session.ask("test", seconds, source=f"assert False, {word!r}", value="")[0]
    if must_fail.get("error") != "AssertionError" or must_fail.get("message") != word:
        raise ForgedError("A test that must fail has passed.")
    number = session.ask("test", seconds, source="", value=f"{int(word, 16) % 10**6} + 0")[0]
    if number.get("value") != repr(float(int(word, 16) % 10**6)):
        raise ForgedError("A number came back as another one.")
    body, value = split(source)
    reply, _, late = session.ask("test", seconds, source=body, value=value)
    if late:
        return Verdict(0.0, "too_slow", f"The test was stopped after {seconds:g} seconds.")
    if reply.get("error"):
        told = str(reply.get("message") or "").strip() or "A test failed and says no more."
        error = str(reply["error"])
        return Verdict(0.0, "test_failed", told if error == "AssertionError" else f"{error}: {told}")
    verdict = _credit(reply.get("value"), points)
    for look_alike in look_alikes(body):
        if not session.ask("test", seconds, source=look_alike, value="")[0].get("error"):
            raise ForgedError("A look-alike of the test, which must fail, has passed.")
    return verdict


def split(source: str) -> tuple[str, str]:
    """The statements of a test cell, and its last line if that is a value."""
    tree = ast.parse(plain_python(source))
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        return ast.unparse(ast.Module(tree.body[:-1], [])), ast.unparse(tree.body[-1].value)
    return ast.unparse(tree), ""


def look_alikes(body: str) -> list[str]:
    """For the last comparison for equality in a test: the same with a value that nothing equals."""
    lines = ast.parse(body).body
    for i in reversed(range(len(lines))):
        line = lines[i]
        if isinstance(line, ast.Assert) and isinstance(line.test, ast.Compare) and isinstance(line.test.ops[0], ast.Eq):
            other = ast.Constant(secrets.token_hex(8))
            changed = ast.Assert(ast.Compare(line.test.left, [ast.Eq()], [other]), None)
            return [ast.unparse(ast.fix_missing_locations(ast.Module([changed], [])))]
    return []


def _credit(value, points: float) -> Verdict:
    """What the last line of a test cell is worth, as nbgrader counts it, if it can be that."""
    if value is None:
        return Verdict(points, None, "All tests passed.")
    number = float(value)
    if not math.isfinite(number) or not 0 <= number <= points:
        raise ForgedError(f"A test cell with {points:g} points gave {number:g}.")
    return Verdict(
        number, None if number == points else "partial_credit", f"The test gives {number:g} of {points:g} points."
    )
