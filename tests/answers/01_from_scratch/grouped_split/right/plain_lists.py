def grouped_split(labels, nights, fraction, seed):
    train, test = [], []
    for night in sorted(set(nights)):
        places = [i for i, name in enumerate(nights) if name == night]
        side = test if len(test) + len(places) / 2 <= fraction * (len(train) + len(test) + len(places)) else train
        side.extend(places)
    return train, test
