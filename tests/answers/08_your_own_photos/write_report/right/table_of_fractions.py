def write_report(results):
    low, high = results["interval"]
    rows = {
        "photos": results["photos"],
        "weights": results["weights"],
        "classes": results["classes"],
        "photos to train on": results["train"],
        "photos to choose by": results["validation"],
        "photos to test on": results["test"],
        "accuracy, test photos": f"{results['test_accuracy']:.3f}",
        "95 % interval": f"[{low:.3f}, {high:.3f}]",
        "baseline": f"{results['baseline']:.3f}",
        "weakest class": "{} ({:.2f})".format(*results["weakest"]),
        "left out": "; ".join(results["left_out"]),
    }
    lines = ["# Report", "", "| what | value |", "| --- | --- |"]
    return "\n".join(lines + [f"| {key} | {value} |" for key, value in rows.items()])
