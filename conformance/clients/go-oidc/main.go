// A web application that signs people in with go-oidc and golang.org/x/oauth2.
package main

import (
	"context"
	"net/http"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

type application struct {
	provider *oidc.Provider
	verifier *oidc.IDTokenVerifier
	config   oauth2.Config
	signedIn chan signedIn
}

type signedIn struct {
	token   *oauth2.Token
	idToken *oidc.IDToken
}

func newApplication(ctx context.Context) (*application, error) {
	provider, err := oidc.NewProvider(ctx, os.Getenv("ISSUER"))
	if err != nil {
		return nil, err
	}
	// Left to guess, x/oauth2 repeats what was refused with the secret in the body, and tells the second refusal.
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	return &application{
		provider: provider,
		verifier: provider.Verifier(&oidc.Config{ClientID: os.Getenv("CLIENT_ID")}),
		config: oauth2.Config{
			ClientID:     os.Getenv("CLIENT_ID"),
			ClientSecret: os.Getenv("CLIENT_SECRET"),
			Endpoint:     endpoint,
			RedirectURL:  os.Getenv("APP") + "/callback",
			Scopes:       []string{oidc.ScopeOpenID, "profile", "email", oidc.ScopeOfflineAccess},
		},
		signedIn: make(chan signedIn, 1),
	}, nil
}

// login keeps state, nonce and verifier in cookies, and sends the person to the provider.
func (app *application) login(w http.ResponseWriter, r *http.Request) {
	state, nonce, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	for name, value := range map[string]string{"state": state, "nonce": nonce, "verifier": verifier} {
		http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/callback", HttpOnly: true})
	}
	url := app.config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))
	http.Redirect(w, r, url, http.StatusFound)
}

func (app *application) callback(w http.ResponseWriter, r *http.Request) {
	// A browser that did not begin here has kept nothing, and nothing is what a forged callback without state matches.
	for _, name := range []string{"state", "nonce", "verifier"} {
		if kept(r, name) == "" {
			http.Error(w, "this browser did not begin to sign in", http.StatusBadRequest)
			return
		}
	}
	if r.FormValue("state") != kept(r, "state") {
		http.Error(w, "not the state that was sent", http.StatusBadRequest)
		return
	}
	token, err := app.config.Exchange(r.Context(), r.FormValue("code"), oauth2.VerifierOption(kept(r, "verifier")))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	raw, _ := token.Extra("id_token").(string)
	idToken, err := app.verifier.Verify(r.Context(), raw)
	if err != nil || idToken.Nonce != kept(r, "nonce") || idToken.VerifyAccessToken(token.AccessToken) != nil {
		http.Error(w, "the ID token is not right", http.StatusBadGateway)
		return
	}
	app.signedIn <- signedIn{token, idToken}
	_, _ = w.Write([]byte("Signed in."))
}

func kept(r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}
