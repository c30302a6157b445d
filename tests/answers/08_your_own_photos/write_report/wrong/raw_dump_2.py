import json


def write_report(results):
    return json.dumps(results, indent=2)
