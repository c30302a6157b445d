def crossover(sizes, leader, challenger):
    gap = challenger.mean(axis=0) - leader.mean(axis=0)
    behind = [size for size, g in zip(sizes, gap) if g < 0]
    ahead = [size for size, g in zip(sizes, gap) if g > 0]
    return (behind[-1] if behind else None), (ahead[0] if ahead else None)
