def write_report(results):
    half = (results["interval"][1] - results["interval"][0]) / 2
    name, accuracy = results["weakest"]
    sentences = [
        f"I trained a head on {results['weights']} weights with {results['train']} photos ({results['photos']}).",
        f"It knows {results['classes']} classes. {results['validation']} photos served to choose.",
        f"On {results['test']} test photos it is right in {100 * results['test_accuracy']:.0f} ± {100 * half:.0f} % of cases;",
        f"naming the commonest class gives {100 * results['baseline']:.0f} %.",
        f"It is poor on {name.replace('_', ' ')}: {100 * accuracy:.0f} %.",
        "Not used: " + ", ".join(results["left_out"]) + ".",
    ]
    return "# What I found\n\n" + "\n".join(sentences)
