import numpy as np

from tlcourse.intervals import interval_of_mean


def decide(situation):
    minutes, pilot = situation["minutes"], situation["pilot"]
    borrowing = ("feature_extraction", "fine_tuning")
    able = [name for name in minutes if minutes[name] <= situation["budget"]]
    able = [name for name in able if situation["weights_allowed"] or name not in borrowing]
    counts = (
        pilot is not None
        and pilot["measured_on"] == "photos held back"
        and 2 * pilot["photos_per_class"] >= situation["photos_per_class"]
    )
    if counts:
        bars = {name: interval_of_mean(pilot["accuracy"][name]) for name in able}
        best = max(able, key=lambda name: np.mean(pilot["accuracy"][name]))
        good_enough = [name for name in able if bars[name][1] >= bars[best][0]]
        return min(good_enough, key=minutes.get)
    for name in ("feature_extraction", "small_convnet"):
        if name in able:
            return name
    return "raw_pixels"
