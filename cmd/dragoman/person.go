package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dragoman/domain"
	"dragoman/domain/signin"
)

func newPerson(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "person",
		Short: "List, add and remove the people who may sign in, and set their passwords",
		Example: `  dragoman person list --tenant localhost
  dragoman person add anna --tenant acme.example.com --role administrator
  dragoman person passwd anna --password-file -
  dragoman person remove anna`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPersonList(p), newPersonAdd(p), newPersonPasswd(p), newPersonRemove(p))
	return cmd
}

func newPersonList(p *program) *cobra.Command {
	var tenant string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the people of one tenant, or of all",
		Example: "  dragoman person list --tenant localhost",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withDirectory(cmd, func(ctx context.Context, directory *domain.Directory) error {
				tenants, err := chosenTenants(ctx, directory, tenant)
				if err != nil {
					return err
				}
				w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
				fmt.Fprintln(w, "ID\tUSERNAME\tROLE\tTENANT\tEMAIL")
				for _, t := range tenants {
					people, err := directory.LookInto(ctx, t).People(domain.Page{Sort: domain.ByName})
					if err != nil {
						return err
					}
					for _, person := range people {
						fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", person.ID, person.Username, person.Role, t.Domain, person.Email)
					}
				}
				return w.Flush()
			})
		},
	}
	cmd.Flags().StringVar(&tenant, "tenant", "", "domain or id of the tenant; all if not given")
	return cmd
}

// chosenTenants is the tenant named, or all live ones.
func chosenTenants(ctx context.Context, directory *domain.Directory, name string) ([]*domain.Tenant, error) {
	if name == "" {
		live := false
		return directory.Reader().Tenants(ctx, domain.Everything(), domain.TenantQuery{Deleted: &live})
	}
	tenant, err := findTenant(ctx, directory, name)
	return []*domain.Tenant{tenant}, err
}

var roles = map[string]domain.Role{
	"owner": domain.SystemOwner, "reseller": domain.Reseller, "administrator": domain.Administrator, "user": domain.User,
}

func newPersonAdd(p *program) *cobra.Command {
	var tenant, role, email string
	var flags passwordFlags
	cmd := &cobra.Command{
		Use:   "add USERNAME",
		Short: "Add a person; without a password given one is made up and shown once",
		Example: `  dragoman person add anna --tenant acme.example.com --role administrator
  DRAGOMAN_PASSWORD=… dragoman person add anna --tenant acme.example.com --role user`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			rank, ok := roles[role]
			if !ok {
				return usageError{fmt.Errorf("--role must be owner, reseller, administrator or user, not %q", role)}
			}
			password, generated, err := flags.read(p)
			if err != nil {
				return err
			}
			person := &domain.Person{Username: args[0], Role: rank, Email: email, Password: signin.Seal(password)}
			return p.withTenant(cmd, tenant, func(ctx context.Context, directory *domain.Directory, of *domain.Tenant) error {
				err := directory.Change(ctx, commandActor(), of.ID, func(e *domain.Edit) error { return e.AddPerson(person) })
				if err != nil {
					return err
				}
				fmt.Fprintf(p.out, "added person %d (%s), %s of %s\n", person.ID, person.Username, person.Role, of.Domain)
				return showOnce(p, password, generated)
			})
		},
	}
	cmd.Flags().StringVar(&tenant, "tenant", firstDomain, "domain or id of the tenant")
	cmd.Flags().StringVar(&role, "role", "user", "owner, reseller, administrator or user")
	cmd.Flags().StringVar(&email, "email", "", "e-mail address")
	flags.add(cmd)
	return cmd
}

// showOnce prints a password that was made up.
func showOnce(p *program, password string, generated bool) error {
	if !generated {
		return nil
	}
	_, err := fmt.Fprintf(p.out, "password: %s (not shown again)\n", password)
	return err
}

func newPersonPasswd(p *program) *cobra.Command {
	var flags passwordFlags
	cmd := &cobra.Command{
		Use:   "passwd USERNAME",
		Short: "Set a person's password; without one given one is made up and shown once",
		Example: `  dragoman person passwd admin
  pass show pbx/admin | dragoman person passwd admin --password-file -`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			password, generated, err := flags.read(p)
			if err != nil {
				return err
			}
			stored := signin.Seal(password)
			return p.withPerson(cmd, args[0], func(ctx context.Context, directory *domain.Directory, person *domain.Person) error {
				err := directory.Change(ctx, commandActor(), person.Tenant, func(e *domain.Edit) error {
					return e.ChangePerson(person.ID, func(person *domain.Person) error {
						person.Password = stored
						return nil
					})
				})
				if err != nil {
					return err
				}
				fmt.Fprintf(p.out, "changed the password of %s\n", person.Username)
				return showOnce(p, password, generated)
			})
		},
	}
	flags.add(cmd)
	return cmd
}

func newPersonRemove(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "remove USERNAME",
		Short:   "Remove a person",
		Example: "  dragoman person remove anna",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withPerson(cmd, args[0], func(ctx context.Context, directory *domain.Directory, person *domain.Person) error {
				err := directory.Change(ctx, commandActor(), person.Tenant, func(e *domain.Edit) error { return e.RemovePerson(person.ID) })
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(p.out, "removed %s\n", person.Username)
				return err
			})
		},
	}
}

// withPerson runs do over the person of the user name.
func (p *program) withPerson(cmd *cobra.Command, username string, do func(context.Context, *domain.Directory, *domain.Person) error) error {
	return p.withDirectory(cmd, func(ctx context.Context, directory *domain.Directory) error {
		person, err := directory.Reader().PersonByUsername(ctx, strings.TrimSpace(username))
		if domain.CodeOf(err) == domain.NotFound {
			return domain.Fail(domain.NotFound, "there is no person %s", username)
		}
		if err != nil {
			return err
		}
		return do(ctx, directory, person)
	})
}
