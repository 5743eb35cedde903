package main

import (
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/gateway"
	"dragoman/adapters/tenantfile"
	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/apidoc"
	"dragoman/domain/credential"
	"dragoman/domain/signin"
	"dragoman/persistence"
)

// newHandler wires both dialects and the gateway's own answers over one directory.
func newHandler(p *program, store *persistence.Store, directory *domain.Directory) (http.Handler, error) {
	verifying := credential.Options{
		CacheTTL:          p.config.AuthCacheTTL,
		Concurrency:       p.config.AuthConcurrency,
		FailuresPerMinute: p.config.AuthRate,
	}
	if p.config.Lab {
		verifying.Cost = credential.Published // an unknown user is to take as long as a lab's people do
	}
	desk := signin.NewDesk(directory, credential.NewVerifier(verifying))
	tokenKey, err := store.Derive("enswitch authentication tokens")
	if err != nil {
		return nil, err
	}
	router := mux.NewRouter().UseEncodedPath().SkipClean(true)
	gateway.MountHealth(router, build(), directory.Ready)
	speaksEnswitch := enswitch.New(enswitch.Options{
		Directory: directory, Desk: desk, TokenKey: tokenKey, TokenTTL: p.config.TokenTTL,
		Prefix: p.config.EnswitchPrefix, BaseDomain: p.config.BaseDomain, MaxBody: int64(p.config.MaxBodyBytes),
		Unknown: string(p.config.UnknownSettings), Log: p.log,
	})
	speaksEnswitch.Mount(router)
	speaksVodia := vodia.New(vodia.Options{
		Directory: directory, Desk: desk, SessionTTL: p.config.SessionTTL, MaxBody: int64(p.config.MaxBodyBytes),
		Unknown: string(p.config.UnknownSettings), Log: p.log,
	})
	speaksVodia.Mount(router)
	reports := gateway.Reports{Directory: directory, Desk: desk, Dialects: dialects, Log: p.log}
	reports.Mount(router)
	err = gateway.MountDescriptions(router, map[string]*apidoc.Document{
		"enswitch": enswitch.Description(build().Version, p.config.EnswitchPrefix),
		"vodia":    vodia.Description(build().Version),
		"gateway":  gateway.Description(build().Version),
	})
	if err != nil {
		return nil, err
	}
	gateway.MountSchema(router, tenantfile.Schema)
	broken := func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "/api/json/"):
			speaksEnswitch.Broken(w, r)
		case strings.HasPrefix(r.URL.Path, "/rest/"):
			speaksVodia.Broken(w, r)
		default:
			gateway.Broken(w, r)
		}
	}
	return gateway.Chain(p.log, time.Now, router, broken), nil
}
