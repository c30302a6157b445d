def write_report(results):
    return f"# {results.photos}: {results.test_accuracy:.1%}"
