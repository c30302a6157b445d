"""What one submission may take. An instructor changes it in nbgrader_config.py: `c.TlGrade.cell_seconds = 120`."""

from dataclasses import asdict, dataclass, fields

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """Limits of one submission; the defaults are wide for the lessons and narrow for the machine."""

    cell_seconds: float = 60  # one cell, one probe
    total_seconds: float = 300  # one submission
    memory_mb: int = 4096  # resident; TensorFlow and a small model take about 600
    threads: int = 512  # TensorFlow starts some for each processor
    file_mb: int = 64  # one file
    scratch_mb: int = 256  # all files
    output_kb: int = 256  # what one cell shows
    notebook_mb: int = 20  # the submitted file
    restarts: int = 4  # after a cell has ended the process, the others go on in a new one, so often

    @classmethod
    def from_config(cls, config) -> "Limits":
        """The limits with what `c.TlGrade` says instead of the defaults."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in config.items() if name in names})

    def as_dict(self) -> dict:
        """Plain data, for another process."""
        return asdict(self)
