package gateway

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/mux"

	"dragoman/domain"
	"dragoman/domain/report"
	"dragoman/domain/signin"
)

// Reports are what the loss reports are made with.
type Reports struct {
	Directory *domain.Directory
	Desk      *signin.Desk
	Dialects  []report.Dialect
	Log       *slog.Logger
}

// prefix is the path below which the gateway answers in its own name about what it keeps.
const prefix = "/gateway/v1/"

// Mount serves the reports to administrators, who sign in by HTTP Basic: a system owner sees every tenant, others those
// that they administer.
func (s *Reports) Mount(router *mux.Router) {
	router.HandleFunc(prefix+"tenants/{domain}/objects/{kind}/{key}/views", s.serve(s.views))
	router.HandleFunc(prefix+"tenants/{domain}/report", s.serve(s.report))
	router.PathPrefix(prefix).HandlerFunc(s.serve(nil))
}

// serve lets in whoever administers the tenant of the path and answers with what show finds there. Without one the path
// means nothing, which whoever may not look around doesn't learn.
func (s *Reports) serve(show func(look *domain.Look, vars map[string]string) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := s.show(r, show)
		if err != nil {
			fail(s.Log, w, r, err)
			return
		}
		writeJSON(w, http.StatusOK, data)
	}
}

func (s *Reports) show(r *http.Request, what func(look *domain.Look, vars map[string]string) (any, error)) (any, error) {
	caller, err := s.caller(r)
	if err != nil {
		return nil, err
	}
	if what == nil {
		return nil, domain.Fail(domain.NotFound, "there is nothing at this path")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, domain.Fail(methodNotAllowed, readOnly)
	}
	vars, err := decoded(mux.Vars(r))
	if err != nil {
		return nil, err
	}
	look, err := s.enter(r, caller, vars["domain"])
	if err != nil {
		return nil, err
	}
	return what(look, vars)
}

// decoded decodes the parts of a path, each by itself, so that a key may hold an encoded slash.
func decoded(vars map[string]string) (map[string]string, error) {
	out := make(map[string]string, len(vars))
	for name, value := range vars {
		text, err := url.PathUnescape(value)
		if err != nil {
			return nil, domain.Fail(domain.NotFound, "the path is not well encoded")
		}
		out[name] = text
	}
	return out, nil
}

// caller establishes who asks. Nobody but administrators gets any further.
func (s *Reports) caller(r *http.Request) (*signin.Caller, error) {
	login, password, ok := r.BasicAuth()
	if !ok {
		return nil, domain.Fail(domain.Unknown, "sign in with HTTP Basic")
	}
	address := domain.RequestOf(r.Context()).Address
	if address == "" {
		address = host(r.RemoteAddr)
	}
	caller, err := s.Desk.Account(r.Context(), address, login, signin.Secret{Text: password})
	if err != nil {
		return nil, err
	}
	if caller.Role() == domain.User {
		return nil, domain.Fail(domain.Forbidden, "only administrators may look at reports")
	}
	return caller, nil
}

// enter opens a tenant. Whoever can't see all tenants can't learn either which there are.
func (s *Reports) enter(r *http.Request, caller *signin.Caller, name string) (*domain.Look, error) {
	tenant, err := s.Directory.Reader().TenantByDomain(r.Context(), strings.ToLower(name))
	switch {
	case domain.CodeOf(err) == domain.NotFound && caller.Role() == domain.SystemOwner:
		return nil, domain.Fail(domain.NotFound, "there is no tenant %s", name)
	case domain.CodeOf(err) == domain.NotFound || err == nil && !caller.Reach.Has(tenant.ID):
		return nil, domain.Fail(domain.Forbidden, "this tenant is out of reach")
	case err != nil:
		return nil, err
	}
	return s.Directory.LookInto(r.Context(), tenant), nil
}

// views is an object as it is kept, as each dialect shows it, and what each can't hold.
func (s *Reports) views(look *domain.Look, vars map[string]string) (any, error) {
	kind, err := report.ParseKind(vars["kind"])
	if err != nil {
		return nil, domain.Fail(domain.NotFound, "%s", err)
	}
	object, err := report.Find(look, kind, vars["key"])
	if err != nil {
		return nil, err
	}
	return report.Explain(look, s.Dialects, object)
}

// report is what is broken in a tenant, and what each dialect can't hold of it.
func (s *Reports) report(look *domain.Look, _ map[string]string) (any, error) {
	return report.CheckTenant(look, s.Dialects)
}
