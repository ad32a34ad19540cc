// Package deltatocumulativeprocessor replaces the conversion of deltas, which needs the feature otlp-deltatocumulative.
package deltatocumulativeprocessor

import "go.opentelemetry.io/collector/processor"

func NewFactory() processor.Factory {
	panic("this build of Prometheus does not convert deltas")
}
