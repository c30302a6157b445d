from tlcourse.intervals import interval_of_mean


def crossover(sizes, leader, challenger):
    bars = [(interval_of_mean(a), interval_of_mean(b)) for a, b in zip(leader.T, challenger.T)]
    behind = [size for size, (one, two) in zip(sizes, bars) if two[1] < one[0]]
    ahead = [size for size, (one, two) in zip(sizes, bars) if two[0] > one[1]]
    return (behind[0] if behind else None, ahead[0] if ahead else None)
