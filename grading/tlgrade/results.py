"""What grading a submission gives: one status, and a line for each graded cell."""

from dataclasses import asdict, dataclass, field

__all__ = ["STATUSES", "Grade", "Result", "worst_status"]

# From bad to good. Each submission has exactly one.
STATUSES = (
    "infrastructure-error",  # we failed: nothing is written to the gradebook
    "tampered",  # a person looks
    "broken-file",
    "not-submitted",
    "out-of-memory",
    "timeout",
    "killed",  # it ended its own process, or was ended for threads or disk
    "partial",  # an answer is missing from the file, or could not be reached
    "needs-manual",
    "graded",
)


def worst_status(statuses) -> str:
    """The one status that describes them all."""
    return min(statuses, key=STATUSES.index, default="graded")


@dataclass(frozen=True)
class Grade:
    """One graded cell. `points` is None where a person decides."""

    grade_id: str
    notebook: str
    points: float | None
    max_points: float
    misconception: str | None
    message: str

    def as_row(self) -> dict:
        """As the JSON of `tlgrade grade` has it."""
        return {name: value for name, value in asdict(self).items() if name != "notebook"}


@dataclass(frozen=True)
class Result:
    """One graded submission."""

    student: str
    lesson: str
    status: str
    reason: str = ""
    isolation: str = ""
    seconds: float = 0.0
    grades: list[Grade] = field(default_factory=list)
    comments: dict[str, dict[str, str]] = field(default_factory=dict)  # notebook -> grade_id of an answer -> text
    notebooks: dict[str, dict] = field(default_factory=dict)  # name -> the notebook with its outputs
    key: str = ""  # of the content: submission, lesson and machinery

    @property
    def score(self) -> float | None:
        """The sum of the points; None where nothing could be judged."""
        points = [grade.points for grade in self.grades if grade.points is not None]
        return sum(points) if points else None

    @property
    def max_score(self) -> float:
        """The most points that the lesson gives."""
        return sum(grade.max_points for grade in self.grades)

    def as_row(self) -> dict:
        """As the JSON of `tlgrade grade` has it."""
        kept = {name: getattr(self, name) for name in ("student", "lesson", "status", "score", "max_score", "reason")}
        exercises = [grade.as_row() for grade in self.grades]
        return {**kept, "isolation": self.isolation, "seconds": round(self.seconds, 3), "exercises": exercises}

    def as_dict(self) -> dict:
        """Everything, as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "Result":
        """The result that `as_dict` was called on."""
        return cls(**{**data, "grades": [Grade(**grade) for grade in data["grades"]]})
