import random


def learning_curve(labels, is_test, sizes, seeds, measure):
    test = [i for i, held in enumerate(is_test) if held]
    curve = []
    for seed in seeds:
        draw, by_species = random.Random(seed), {}
        for i, label in enumerate(labels):
            if not is_test[i]:
                by_species.setdefault(int(label), []).append(i)
        for rows in by_species.values():
            draw.shuffle(rows)
        curve.append([measure(sum((rows[:k] for rows in by_species.values()), []), test) for k in sizes])
    return curve
