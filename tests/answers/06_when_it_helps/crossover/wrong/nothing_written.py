def crossover(sizes, leader, challenger):
    raise NotImplementedError
