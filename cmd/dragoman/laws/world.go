package laws

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"dragoman/domain"
	"dragoman/persistence"
)

// World is a tenant in a real store whose number plan has something of everything.
type World struct {
	store     *persistence.Store
	directory *domain.Directory
	tenant    domain.TenantID
	group     domain.HuntGroupID // one that has a number
	look      *domain.Look
	asked     int
}

// Open makes a world in a folder of the test's.
func Open(tb testing.TB) *World {
	tb.Helper()
	dir := tb.TempDir()
	store, err := persistence.Open(context.Background(), persistence.Options{Dir: filepath.Join(dir, "data"), KeyFile: filepath.Join(dir, "keys")})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Error(err)
		}
	})
	w := &World{store: store, directory: domain.NewDirectory(store, time.Now)}
	if err := w.populate(); err != nil {
		tb.Fatal(err)
	}
	return w
}

// dialled are texts that mean something of each kind in a world, or nothing: accounts, aliases, mailboxes, star codes,
// an IVR node, what leads nowhere, numbers and addresses outside, several numbers.
var dialled = []string{
	"", "440", "441", "445", "1004", "2002", "vodia", "hunt_2", "hunt_3", "100", "101", "777", "99", "*66", "*97", "8440", "8441", "8999",
	"5551234567", "+4930123456", "sip:ann@example.com", "440 441", "777 8578962323", " 440", "440 ", "nobody", "1", "2", "7", "hangup", "*", "!",
}

func (w *World) populate() error {
	ctx, actor := context.Background(), domain.Actor{Name: "test"}
	err := w.directory.ChangeAll(ctx, actor, func(s *domain.SystemEdit) error {
		tenant := domain.NewTenant()
		tenant.Name, tenant.Domain = "localhost", "localhost"
		err := s.AddTenant(tenant, "")
		w.tenant = tenant.ID
		return err
	})
	if err != nil {
		return err
	}
	return w.directory.Change(ctx, actor, w.tenant, func(e *domain.Edit) error {
		var errs []error
		for _, names := range [][]string{{"440"}, {"441", "101"}, {"444"}, {"445"}} {
			phone := domain.NewPhone()
			phone.Name, phone.Names = names[0], names
			errs = append(errs, e.AddPhone(phone))
		}
		for _, names := range [][]string{{"1004", "2002"}, nil, {"vodia"}} {
			group := domain.NewHuntGroup()
			group.Name, group.Names = "Group", names
			errs = append(errs, e.AddHuntGroup(group))
			if w.group == 0 {
				w.group = group.ID
			}
		}
		for _, code := range []struct {
			digits      string
			destination domain.Destination
		}{
			{"100", domain.PhoneDestination("440")},
			{"*66", domain.Destination{Kind: domain.ToFunction, Target: "redial"}},
			{"*97", domain.Destination{Kind: domain.ToFunction, Target: "unheard-of"}},
			{"777", domain.Destination{Kind: domain.ToExternal, Target: "5551234567"}},
			{"99", domain.PhoneDestination("not-there")},
		} {
			feature := domain.NewFeatureCode()
			feature.Code, feature.Destination = code.digits, code.destination
			errs = append(errs, e.AddFeatureCode(feature))
		}
		return errors.Join(errs...)
	})
}

// plan is the tenant's number plan. It remembers what it was asked, so that it is made anew from time to time: otherwise
// a long run would fill the memory.
func (w *World) plan() *domain.NumberPlan {
	if w.look == nil || w.asked > 100_000 {
		look, err := w.directory.Look(context.Background(), w.tenant)
		if err != nil {
			panic(err) // the store that the test has just made is broken
		}
		w.look, w.asked = look, 0
	}
	w.asked++
	return w.look.Plan
}

// Err is the first failure of the store that a view had to hide.
func (w *World) Err() error {
	if w.look == nil {
		return nil
	}
	return w.look.Plan.Err()
}
