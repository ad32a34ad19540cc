// Package azuread replaces the sign-in to Azure for remote write.
package azuread

import (
	"errors"
	"net/http"
)

var errUnsupported = errors.New("this build of Prometheus does not support Azure AD")

type AzureADConfig struct{}

func (*AzureADConfig) Validate() error {
	return errUnsupported
}

func NewAzureADRoundTripper(*AzureADConfig, http.RoundTripper) (http.RoundTripper, error) {
	return nil, errUnsupported
}
