"""Reads a JSON list of OpenMetrics documents with the strict parser of prometheus-client, and writes what it finds in each.

A number is written as Python has it: an integer with all its digits, a double with those that make it. The time of an
exemplar is written in seconds, to the nanosecond.
"""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families


def read(document):
    try:
        return {"families": [family(found) for found in text_string_to_metric_families(document)]}
    except Exception as error:
        return {"refused": repr(error)}


def family(found):
    samples = [(sample.name, sample.labels, str(sample.value)) for sample in found.samples]
    return {
        "name": found.name,
        "kind": found.type,
        "unit": found.unit,
        "help": found.documentation,
        "samples": samples,
        "exemplars": [exemplar(sample.exemplar) for sample in found.samples if sample.exemplar],
    }


def exemplar(found):
    return found.labels, str(float(found.value)), str(found.timestamp)


json.dump([read(document) for document in json.load(sys.stdin)], sys.stdout)
