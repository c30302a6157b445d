def probe_block(maps, labels, test_maps, test_labels):
    raise NotImplementedError
