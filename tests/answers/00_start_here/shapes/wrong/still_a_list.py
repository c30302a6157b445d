def shapes(photos):
    return photos
