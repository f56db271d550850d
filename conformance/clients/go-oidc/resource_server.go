package main

import (
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
)

// resourceServer verifies access tokens: the same keys and issuer, but the audience of the API.
// Signet's access tokens are for the issuer unless the client is registered with another audience.
func resourceServer(provider *oidc.Provider) *oidc.IDTokenVerifier {
	return provider.Verifier(&oidc.Config{ClientID: os.Getenv("ISSUER")})
}
