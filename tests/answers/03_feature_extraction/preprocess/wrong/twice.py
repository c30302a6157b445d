import keras
import numpy as np


def preprocess(images):
    pixels = keras.applications.mobilenet_v2.preprocess_input(np.array(images, np.float32))
    return keras.applications.mobilenet_v2.preprocess_input(pixels)
