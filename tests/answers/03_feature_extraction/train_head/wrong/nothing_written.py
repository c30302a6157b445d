def train_head(train_features, train_labels, test_features, test_labels, n_species, epochs):
    raise NotImplementedError
