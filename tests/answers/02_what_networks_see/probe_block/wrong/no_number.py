from tlcourse.seeing.probes import fit_probe


def probe_block(maps, labels, test_maps, test_labels):
    head = fit_probe(maps.mean(axis=(1, 2)), labels)
    return head(test_maps.mean(axis=(1, 2))).argmax(axis=1)
