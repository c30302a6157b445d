def write_report(results):
    return """# Moths

24 species, 133 photos to train on, 45 to choose by, 58 to test on. Accuracy 71.4 %, 95 % interval 58.2 to 81.7 %.
Baseline 6.9 %. Weakest class: bryonoma fuscosa, 0 %. Left out: IMG_2043.jpg. Weights: procedural. Photos: moths.
"""
