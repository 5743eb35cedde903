package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/lens"
	"dragoman/domain/signin"
)

// settleLab gives a lab without a data folder a temporary one, and its keys a place beside it. The folder goes when the
// gateway stops.
func settleLab(p *program) (cleanUp func() error, err error) {
	if p.config.DataDir != "" {
		return func() error { return nil }, nil
	}
	folder, err := os.MkdirTemp("", "dragoman-lab-")
	if err != nil {
		return nil, fmt.Errorf("making the lab's folder: %w", err)
	}
	p.config.DataDir = filepath.Join(folder, "data")
	if p.config.KeyFile == "" {
		p.config.KeyFile = filepath.Join(folder, "keys")
	}
	return func() error { return os.RemoveAll(folder) }, nil
}

// labStart fills a fresh store with the people of the documents' examples and the objects that those read and change.
func labStart(ctx context.Context, directory *domain.Directory) error {
	n, err := directory.Reader().CountTenants(ctx, domain.Everything(), domain.TenantQuery{})
	if err != nil || n > 0 {
		return err
	}
	err = found(ctx, directory,
		domain.Person{Username: "user", Role: domain.Administrator, Password: signin.SealAt(credential.Published, "password")},
		domain.Person{Username: "admin", Role: domain.SystemOwner, Password: signin.SealAt(credential.Published, "")})
	if err != nil {
		return err
	}
	tenant, err := directory.Reader().TenantByDomain(ctx, firstDomain)
	if err != nil {
		return err
	}
	return directory.Change(ctx, commandActor(), tenant.ID, addSamples)
}

// addSamples adds what the documents' requests expect to be there: hunt groups 1002, as its page prints it, 1003 and vodia,
// and the extensions that they ring or delete.
func addSamples(e *domain.Edit) error {
	var errs []error
	for _, name := range []string{"440", "443", "444", "445"} {
		phone := domain.NewPhone()
		phone.Name = name
		errs = append(errs, e.AddPhone(phone))
	}
	for _, sample := range []struct {
		account  string
		settings map[string]string
	}{
		{"1002", map[string]string{
			"display": "Hunt", "connect": "true", "melody": "ringer6", "ani": "123-456-7899",
			"st1_ext": "444", "st1_dur": "5", "st1_miss": "true", "st2_ext": "445", "st2_miss": "true", "st3_miss": "false",
			"st4_ext": "8572665588",
		}},
		{"1003", map[string]string{"display": "Hunt_2"}},
		{"vodia", nil},
	} {
		group := domain.NewHuntGroup()
		group.Names = []string{sample.account}
		written := make(map[string]lens.Value, len(sample.settings))
		for name, text := range sample.settings {
			written[name] = lens.Text(text)
		}
		if _, faults := vodia.HuntTable.Write(vodia.NewView(e.Plan), group, written); len(faults) > 0 {
			errs = append(errs, domain.Refuse(faults...))
		}
		errs = append(errs, e.AddHuntGroup(group))
	}
	return errors.Join(errs...)
}
