import numpy as np

T = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776}


def decide(situation):
    left = dict(situation["minutes"])
    if not situation["weights_allowed"]:
        del left["feature_extraction"], left["fine_tuning"]
    left = {name: cost for name, cost in left.items() if cost <= situation["budget"]}
    pilot = situation["pilot"]
    if pilot is None or pilot["measured_on"] != "photos held back":
        known = None
    elif pilot["photos_per_class"] / situation["photos_per_class"] < 0.5:
        known = None
    else:
        known = {name: np.array(pilot["accuracy"][name]) for name in left}
    if known is None:
        return "feature_extraction" if "feature_extraction" in left else "small_convnet" if "small_convnet" in left else "raw_pixels"
    half = {name: T[len(runs)] * runs.std(ddof=1) / len(runs) ** 0.5 for name, runs in known.items()}
    best = max(known, key=lambda name: known[name].mean())
    floor = known[best].mean() - half[best]
    for name in list(left):
        if known[name].mean() + half[name] < floor:
            left.pop(name)
    return min(left, key=left.get)
