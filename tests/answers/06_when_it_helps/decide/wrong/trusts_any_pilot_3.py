import numpy as np

from tlcourse.intervals import interval_of_mean

BORROWING = ("feature_extraction", "fine_tuning")


def decide(situation):
    minutes, pilot = situation["minutes"], situation["pilot"]
    able = [name for name in minutes if minutes[name] <= situation["budget"]]
    able = [name for name in able if situation["weights_allowed"] or name not in BORROWING]
    if pilot and 2 * pilot["photos_per_class"] >= situation["photos_per_class"]:
        bars = {name: interval_of_mean(pilot["accuracy"][name]) for name in able}
        best = max(able, key=lambda name: np.mean(pilot["accuracy"][name]))
        return min((name for name in able if bars[name][1] >= bars[best][0]), key=minutes.get)
    for name in ("feature_extraction", "small_convnet"):
        if name in able:
            return name
    return "raw_pixels"
