package prometheusremotewrite

import "github.com/prometheus/otlptranslator"

// normalizeLabel calls the LabelNamer of otlptranslator 1.0. Prometheus 3.5 was written for an older version.
func normalizeLabel(name string) string {
	label, err := (&otlptranslator.LabelNamer{}).Build(name)
	if err != nil {
		panic(err)
	}
	return label
}
