// Package semconv has the names of the attributes that Prometheus reads from a resource.
package semconv

const (
	AttributeServiceInstanceID = "service.instance.id"
	AttributeServiceName       = "service.name"
	AttributeServiceNamespace  = "service.namespace"
)
