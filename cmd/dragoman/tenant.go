package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dragoman/domain"
)

func newTenant(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tenant",
		Short: "List, add, show and remove tenants (Enswitch customers, Vodia domains)",
		Example: `  dragoman tenant list
  dragoman tenant add acme.example.com --name "Acme Ltd" --max-phones 50
  dragoman tenant show acme.example.com
  dragoman tenant remove acme.example.com`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTenantList(p), newTenantAdd(p), newTenantShow(p), newTenantRemove(p))
	return cmd
}

func newTenantList(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the tenants",
		Example: "  dragoman tenant list",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withDirectory(cmd, func(ctx context.Context, directory *domain.Directory) error {
				live := false
				tenants, err := directory.Reader().Tenants(ctx, domain.Everything(), domain.TenantQuery{Deleted: &live})
				if err != nil {
					return err
				}
				w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
				fmt.Fprintln(w, "ID\tDOMAIN\tNAME\tPARENT")
				for _, t := range tenants {
					fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", t.ID, t.Domain, t.Name, orDash(int64(t.Parent)))
				}
				return w.Flush()
			})
		},
	}
}

func newTenantAdd(p *program) *cobra.Command {
	var name, parent string
	var phones, groups, codes int
	cmd := &cobra.Command{
		Use:     "add DOMAIN",
		Short:   "Add a tenant",
		Example: `  dragoman tenant add acme.example.com --name "Acme Ltd" --max-phones 50`,
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			tenant := domain.NewTenant()
			tenant.Domain, tenant.Name = strings.ToLower(args[0]), name
			for _, quota := range []struct {
				flag  string
				value int
				field **int
			}{{"max-phones", phones, &tenant.MaxPhones}, {"max-hunt-groups", groups, &tenant.MaxHuntGroups}, {"max-codes", codes, &tenant.MaxCodes}} {
				if !cmd.Flags().Changed(quota.flag) {
					continue
				}
				if quota.value < 0 {
					return usageError{fmt.Errorf("--%s must not be below 0", quota.flag)}
				}
				*quota.field = &quota.value
			}
			return p.withDirectory(cmd, func(ctx context.Context, directory *domain.Directory) error {
				if parent != "" {
					above, err := findTenant(ctx, directory, parent)
					if err != nil {
						return err
					}
					tenant.Parent = above.ID
				}
				err := directory.ChangeAll(ctx, commandActor(), func(s *domain.SystemEdit) error { return s.AddTenant(tenant, "") })
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(p.out, "added tenant %d (%s)\n", tenant.ID, tenant.Domain)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "what the tenant is called; the domain if not given")
	cmd.Flags().StringVar(&parent, "parent", "", "domain or id of the tenant above it, a reseller's")
	cmd.Flags().IntVar(&phones, "max-phones", 0, "most phones it may have; no limit if not given")
	cmd.Flags().IntVar(&groups, "max-hunt-groups", 0, "most hunt groups it may have; no limit if not given")
	cmd.Flags().IntVar(&codes, "max-codes", 0, "most feature codes it may have; no limit if not given")
	return cmd
}

func newTenantShow(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "show DOMAIN|ID",
		Short:   "Show a tenant and how much it holds",
		Example: "  dragoman tenant show localhost",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withTenant(cmd, args[0], func(ctx context.Context, directory *domain.Directory, tenant *domain.Tenant) error {
				return showTenant(p, directory.LookInto(ctx, tenant))
			})
		},
	}
}

func showTenant(p *program, look *domain.Look) error {
	phones, err := look.CountPhones(domain.Page{})
	if err != nil {
		return err
	}
	groups, err := look.CountHuntGroups(domain.Page{})
	if err != nil {
		return err
	}
	codes, err := look.CountFeatureCodes(domain.Page{})
	if err != nil {
		return err
	}
	people, err := look.CountPeople()
	if err != nil {
		return err
	}
	t := look.Tenant
	w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "id\t%d\nname\t%s\ndomain\t%s\n", t.ID, t.Name, t.Domain)
	fmt.Fprintf(w, "domain aliases\t%s\nparent\t%s\n", strings.Join(t.DomainAliases, " "), orDash(int64(t.Parent)))
	fmt.Fprintf(w, "phones\t%d of %s\n", phones, limit(t.MaxPhones))
	fmt.Fprintf(w, "hunt groups\t%d of %s\n", groups, limit(t.MaxHuntGroups))
	fmt.Fprintf(w, "feature codes\t%d of %s\npeople\t%d\n", codes, limit(t.MaxCodes), people)
	return w.Flush()
}

func newTenantRemove(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "remove DOMAIN|ID",
		Short:   "Remove a tenant with everything in it",
		Example: "  dragoman tenant remove acme.example.com",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withTenant(cmd, args[0], func(ctx context.Context, directory *domain.Directory, tenant *domain.Tenant) error {
				err := directory.ChangeAll(ctx, commandActor(), func(s *domain.SystemEdit) error { return s.RemoveTenant(tenant.ID) })
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(p.out, "removed tenant %d (%s)\n", tenant.ID, tenant.Domain)
				return err
			})
		},
	}
}

func limit(quota *int) string {
	if quota == nil {
		return "any number"
	}
	return strconv.Itoa(*quota)
}

func orDash(id int64) string {
	if id == 0 {
		return "-"
	}
	return strconv.FormatInt(id, 10)
}

func parseID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0
}
