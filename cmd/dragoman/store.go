package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dragoman/domain"
	"dragoman/persistence"
)

// openStore opens the store that the settings name, made where there is none, and the directory over it.
func (p *program) openStore(ctx context.Context) (*persistence.Store, *domain.Directory, error) {
	store, err := persistence.Open(ctx, persistence.Options{Dir: p.config.DataDir, KeyFile: p.config.KeyFile, Log: p.log})
	if err != nil {
		return nil, nil, err
	}
	return store, domain.NewDirectory(store, time.Now), nil
}

// withDirectory loads the settings, opens the store and runs do over it.
func (p *program) withDirectory(cmd *cobra.Command, do func(context.Context, *domain.Directory) error) (err error) {
	if err := p.load(cmd); err != nil {
		return err
	}
	store, directory, err := p.openStore(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := firstStart(cmd.Context(), p, directory); err != nil {
		return err
	}
	return do(cmd.Context(), directory)
}

// withTenant opens the store and runs do over one tenant of it.
func (p *program) withTenant(cmd *cobra.Command, name string, do func(context.Context, *domain.Directory, *domain.Tenant) error) error {
	return p.withDirectory(cmd, func(ctx context.Context, directory *domain.Directory) error {
		tenant, err := findTenant(ctx, directory, name)
		if err != nil {
			return err
		}
		return do(ctx, directory, tenant)
	})
}

// findTenant finds a live tenant by domain, or by id where the text is a number.
func findTenant(ctx context.Context, directory *domain.Directory, name string) (*domain.Tenant, error) {
	tenant, err := directory.Reader().TenantByDomain(ctx, strings.ToLower(name))
	if err == nil || domain.CodeOf(err) != domain.NotFound {
		return tenant, err
	}
	if id, ok := parseID(name); ok {
		look, err := directory.Look(ctx, domain.TenantID(id))
		if err == nil {
			return look.Tenant, nil
		}
		if domain.CodeOf(err) != domain.NotFound {
			return nil, err
		}
	}
	return nil, domain.Fail(domain.NotFound, "there is no tenant %s", name)
}
