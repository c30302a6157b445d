from tlcourse.intervals import interval_of_mean


def crossover(sizes, challenger, leader):
    last_behind = first_ahead = None
    for j, size in enumerate(sizes):
        low, high = interval_of_mean(leader[:, j])
        other_low, other_high = interval_of_mean(challenger[:, j])
        if other_high < low:
            last_behind = size
        if other_low > high and first_ahead is None:
            first_ahead = size
    return last_behind, first_ahead
