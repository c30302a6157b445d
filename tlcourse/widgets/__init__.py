"""Figures with controls. Where no control can be shown, in exports and in grading, the figure is there all the same."""

from tlcourse.widgets.browsers import browse_filters, browse_neighbours
from tlcourse.widgets.depths import explore_depths
from tlcourse.widgets.explorers import explore_breeze, explore_overfitting
from tlcourse.widgets.heads import retrain_head

__all__ = [
    "browse_filters",
    "browse_neighbours",
    "explore_breeze",
    "explore_depths",
    "explore_overfitting",
    "retrain_head",
]
