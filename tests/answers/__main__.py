"""The table of kill rates: `python -m tests.answers`. For each exercise, how many answers are judged as they should be."""

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.answers.bank import answers
from tlcourse.exercises import list_exercises


def main() -> None:
    judged = [(answer, answer.judged()) for answer in track(answers(), "Judging")]
    table = Table("exercise", "right answers accepted", "wrong answers caught", "with the right name", "misconceptions")
    for exercise in list_exercises():
        mine = [(answer, verdict) for answer, verdict in judged if answer.exercise.id == exercise.id]
        right = [v.misconception is None for a, v in mine if a.misconception is None]
        caught = [v.points < exercise.points for a, v in mine if a.misconception]
        named = [v.misconception == a.misconception for a, v in mine if a.misconception]
        table.add_row(exercise.id, *(f"{sum(r)} of {len(r)}" for r in (right, caught, named)), str(len(exercise.misconceptions)))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
