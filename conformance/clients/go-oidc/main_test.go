package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// Ada signs in; then the tokens are refreshed, and a used code is tried again.
func TestAdaSignsIn(t *testing.T) {
	ctx := context.Background()
	app, err := newApplication(ctx)
	must(t, err)
	callbacks := serve(t, app)
	visit(t, os.Getenv("APP")+"/login", "['login-form', 'consent-form']")
	ada := <-app.signedIn

	info, err := app.provider.UserInfo(ctx, oauth2.StaticTokenSource(ada.token))
	must(t, err)
	if info.Subject != ada.idToken.Subject || info.Email != "ada@example.com" || !info.EmailVerified {
		t.Fatalf("ada's userinfo, got %+v", info)
	}
	refreshes(t, app, ada)
	usedCodeIsRefused(t, app, <-callbacks)
}

func usedCodeIsRefused(t *testing.T, app *application, came *http.Request) {
	verifier := oauth2.VerifierOption(kept(came, "verifier"))
	_, err := app.config.Exchange(context.Background(), came.FormValue("code"), verifier)
	isInvalidGrant(t, err)
}

// A callback that no sign-in of this browser asked for is refused, though its state and the kept one are both empty.
func TestCallbackThatNobodyAskedForIsRefused(t *testing.T) {
	app, err := newApplication(context.Background())
	must(t, err)
	serve(t, app)
	answer, err := http.Get(os.Getenv("APP") + "/callback?code=forged")
	must(t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Fatalf("400, got %s", answer.Status)
	}
}

func refreshes(t *testing.T, app *application, ada signedIn) {
	ctx := context.Background()
	stale := *ada.token
	stale.Expiry = time.Now().Add(-time.Minute)
	fresh, err := app.config.TokenSource(ctx, &stale).Token()
	must(t, err)
	if fresh.AccessToken == ada.token.AccessToken || fresh.RefreshToken == ada.token.RefreshToken {
		t.Fatal("a new access token and a rotated refresh token")
	}
	again, err := app.verifier.Verify(ctx, fresh.Extra("id_token").(string))
	must(t, err)
	if again.Subject != ada.idToken.Subject {
		t.Fatal("the same person after a refresh")
	}
}

// A service gets a token for itself, a JWT (RFC 9068) that a resource server verifies with the same keys.
func TestServiceActsForItself(t *testing.T) {
	ctx := context.Background()
	app, err := newApplication(ctx)
	must(t, err)
	service := clientcredentials.Config{
		ClientID:     os.Getenv("CLIENT_ID"),
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		TokenURL:     app.config.Endpoint.TokenURL,
		AuthStyle:    app.config.Endpoint.AuthStyle,
	}
	token, err := service.Token(ctx)
	must(t, err)
	claims, err := resourceServer(app.provider).Verify(ctx, token.AccessToken)
	must(t, err)
	if claims.Subject != os.Getenv("CLIENT_ID") {
		t.Fatalf("the service's own id as sub, got %s", claims.Subject)
	}
}

// What is refused comes as golang.org/x/oauth2 expects errors to come.
func TestUnknownCodeIsInvalidGrant(t *testing.T) {
	app, err := newApplication(context.Background())
	must(t, err)
	_, err = app.config.Exchange(context.Background(), "no-such-code", oauth2.VerifierOption(oauth2.GenerateVerifier()))
	isInvalidGrant(t, err)
}

func isInvalidGrant(t *testing.T, err error) {
	t.Helper()
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) || refused.ErrorCode != "invalid_grant" {
		t.Fatalf("invalid_grant, got %v", err)
	}
}

// serve starts the application, and tells which callbacks came.
func serve(t *testing.T, app *application) <-chan *http.Request {
	callbacks := make(chan *http.Request, 1)
	address, err := url.Parse(os.Getenv("APP"))
	must(t, err)
	listener, err := net.Listen("tcp", address.Host)
	must(t, err)
	routes := http.NewServeMux()
	routes.HandleFunc("/login", app.login)
	routes.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		app.callback(w, r)
		callbacks <- r
	})
	server := httptest.NewUnstartedServer(routes)
	server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return callbacks
}

// visit is ada with her browser.
func visit(t *testing.T, address, forms string) {
	cookies := t.TempDir() + "/cookies"
	seen, err := exec.Command("python3", "../browser/browser.py", cookies, address).CombinedOutput()
	must(t, err)
	if !strings.Contains(string(seen), "Signed in.") || !strings.Contains(string(seen), forms) {
		t.Fatalf("signed in by way of %s, got %s", forms, seen)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
