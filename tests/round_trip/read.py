"""Reads a JSON list of documents with a parser of prometheus-client, and writes what it finds in each.

Its argument is `openmetrics`, of which the parser is strict, or `text`.

A number is written as Python has it: an integer with all its digits, a double with those that make it; text has doubles
alone. The time of an exemplar is written in seconds, to the nanosecond.
"""

import json
import sys

from prometheus_client import parser as text_parser
from prometheus_client.openmetrics import parser as openmetrics_parser

parser, number = {"openmetrics": (openmetrics_parser, str), "text": (text_parser, float)}[sys.argv[1]]


def read(document):
    try:
        return {"families": [family(found) for found in parser.text_string_to_metric_families(document)]}
    except Exception as error:
        return {"refused": repr(error)}


def family(found):
    samples = [(sample.name, sample.labels, str(number(sample.value))) for sample in found.samples]
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
