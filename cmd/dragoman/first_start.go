package main

import (
	"context"
	"fmt"
	"os"

	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/signin"
)

// commandActor is who the journal names for what is done on the command line.
func commandActor() domain.Actor {
	name := os.Getenv("USER")
	if name == "" {
		name = "command line"
	}
	return domain.Actor{Name: name, Dialect: "command"}
}

// firstStart makes the first tenant and its administrator in a fresh store. The password is shown once, on standard
// error, and kept nowhere.
func firstStart(ctx context.Context, p *program, directory *domain.Directory) error {
	n, err := directory.Reader().CountTenants(ctx, domain.Everything(), domain.TenantQuery{})
	if err != nil || n > 0 {
		return err
	}
	password := credential.Generate()
	admin := domain.Person{Username: "admin", Role: domain.SystemOwner, Password: signin.Seal(password)}
	if err := found(ctx, directory, admin); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.err, "A new store was made in %s, with tenant 1 (%s) and its system administrator:\n  user name: admin\n  password:  %s\nThe password is not shown again.\n",
		p.config.DataDir, firstDomain, password)
	return err
}

// firstDomain is the domain of the first tenant, as a fresh Vodia PBX has it.
const firstDomain = "localhost"

// found makes the first tenant with its people.
func found(ctx context.Context, directory *domain.Directory, people ...domain.Person) error {
	return directory.ChangeAll(ctx, commandActor(), func(s *domain.SystemEdit) error {
		tenant := domain.NewTenant()
		tenant.Name, tenant.Domain = firstDomain, firstDomain
		if err := s.AddTenant(tenant, ""); err != nil {
			return err
		}
		edit, err := s.Tenant(tenant.ID)
		if err != nil {
			return err
		}
		for i := range people {
			if err := edit.AddPerson(&people[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
