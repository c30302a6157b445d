import keras
import numpy as np


def preprocess(images):
    return keras.applications.mobilenet_v2.preprocess_input(np.array(images, np.float32))
