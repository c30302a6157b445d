import numpy as np


def shapes(photos):
    import cv2
    
    return np.stack([cv2.resize(photo, (96, 96)) for photo in photos])
