def forgetting(before, after, source_head, source, target):
    images, labels = source
    lost = 0
    for model, sign in ((before, 1), (after, -1)):
        scores = source_head.predict_on_batch(model.predict_on_batch(images))
        lost += sign * sum(int(row.argmax()) == label for row, label in zip(scores, labels))
    return lost / len(labels)
