def write_report(results):
    print("# Report")
    for name, value in results.items():
        print(f"- {name}: {value}")
