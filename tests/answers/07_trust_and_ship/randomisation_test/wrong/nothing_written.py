import keras
import numpy as np

import tlcourse as tl


def randomisation_test(model, explain, layers):
    raise NotImplementedError
