import statistics

T = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571}


def crossover(sizes, leader, challenger):
    def bar(runs):
        half = T[len(runs)] * statistics.stdev(runs) / len(runs) ** 0.5
        return statistics.mean(runs) - half, statistics.mean(runs) + half

    behind, ahead = [], []
    for size, one, two in zip(sizes, leader.T.tolist(), challenger.T.tolist()):
        if bar(two)[1] < bar(one)[0]:
            behind.append(size)
        elif bar(two)[0] > bar(one)[1]:
            ahead.append(size)
    return [max(behind, default=None), min(ahead, default=None)]
