from statistics import fmean

from tlcourse.intervals import interval_of_mean


def transfer_gain(borrowed, rivals):
    name = max(rivals, key=lambda rival: fmean(rivals[rival]))
    gains = [ours - theirs for ours, theirs in zip(borrowed, rivals[name])]
    low, high = interval_of_mean(gains)
    return [fmean(gains), low, high]
