def write_report(results):
    r = results
    low, high = r["interval"]
    name, weakest = r["weakest"]
    left_out = "\n".join(f"- {each}" for each in r["left_out"])
    return f"""# {r["photos"]}

{r["photos"]}: {r["classes"]} classes; backbone with the weights {r["weights"]}.

{r["train"]} photos to train on, {r["validation"]} to choose by, {r["test"]} to test on.

Accuracy on the test photos: {r["test_accuracy"]:.1%} (on the validation photos {r["validation_accuracy"]:.1%}).

The result is significant.

Always naming the largest class: {r["baseline"]:.1%}.

Weakest class: {name}, {weakest:.0%}.

Left out:

{left_out}
"""
