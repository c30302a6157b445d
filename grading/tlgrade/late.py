"""What being late costs, by nbgrader_config.py; nothing, if it says nothing.

`c.TlGrade.late = {"percent_per_day": 10, "grace_hours": 1, "cutoff_days": 7}`. Days are begun days. An extension is
nbgrader's own (in the gradebook), or `c.TlGrade.extensions = {"03_feature_extraction": {"ana": 2}}` in days.
"""

import math
from dataclasses import dataclass

__all__ = ["LatePolicy"]


@dataclass(frozen=True)
class LatePolicy:
    """Share of the points that is taken off, by seconds late."""

    percent_per_day: float = 0
    grace_hours: float = 0
    cutoff_days: float = math.inf  # later than this: nothing is left

    def penalty(self, points: float, seconds_late: float, extension_days: float = 0) -> float:
        """Points to take off.

        Examples:
            >>> LatePolicy(percent_per_day=10, grace_hours=1).penalty(20, 1.5 * 86400)
            4.0
        """
        late = seconds_late - extension_days * 86400
        if late <= self.grace_hours * 3600:
            return 0.0
        if late > self.cutoff_days * 86400:
            return points
        return min(points, points * self.percent_per_day / 100 * math.ceil(late / 86400))
