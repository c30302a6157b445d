import numpy as np


def probe_block(maps, labels, test_maps, test_labels):
    def pooled(block):
        means = block.mean(axis=(1, 2))
        return np.concatenate([means, np.ones((len(means), 1))], axis=1)


    weights = np.linalg.lstsq(pooled(maps), np.eye(labels.max() + 1)[labels], rcond=None)[0]
    return float(np.mean((pooled(test_maps) @ weights).argmax(axis=1) == test_labels))
