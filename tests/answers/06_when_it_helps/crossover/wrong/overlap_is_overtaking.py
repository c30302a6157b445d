from tlcourse.intervals import interval_of_mean


def crossover(sizes, leader, challenger):
    behind, caught_up = None, None
    for j, size in enumerate(sizes):
        if interval_of_mean(challenger[:, j])[1] < interval_of_mean(leader[:, j])[0]:
            behind = size
        elif caught_up is None:
            caught_up = size
    return behind, caught_up
