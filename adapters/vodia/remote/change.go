package remote

import (
	"context"
	"fmt"
	"net/http"

	"dragoman/adapters/vodia"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// addAttempts is how often an account is asked for that the server says it made and hasn't.
const addAttempts = 2

// Create makes an account and writes its settings. Writing them shows whether the account is there, so that nothing is
// asked for it. What was made for settings that the server then refuses is removed again. The platform can't be asked
// whether it would.
func (r *Remote) Create(ctx context.Context, row *transfer.Row, rehearse bool) (id string, err error) {
	if rehearse {
		return "", transfer.ErrNotAsked
	}
	if row.Key.Kind == transfer.StarCodes {
		return "", r.Change(ctx, row, false)
	}
	if err := r.isFree(ctx, row.Key); err != nil {
		return "", err
	}
	settings := begun(row)
	for attempt := 1; ; attempt++ {
		if err := r.add(ctx, row.Key); err != nil {
			return "", err
		}
		err := r.fill(ctx, row.Key, settings)
		switch domain.CodeOf(err) {
		case domain.NotFound:
			if attempt < addAttempts {
				continue
			}
			return "", domain.Refuse(lens.Fault{Setting: "account", Message: fmt.Sprintf("%s answered that it made %s, and there is none", r.place.Host, row.Key)})
		case domain.Invalid, domain.Forbidden:
			return "", r.takeBack(ctx, row.Key, err)
		}
		if err != nil {
			return "", err
		}
		r.taken.take(row.Key.Name)
		return "", nil
	}
}

// isFree refuses a name that an account has. Some versions say nothing of that: they answer well and create nothing,
// and the settings would then be written into the other account.
func (r *Remote) isFree(ctx context.Context, key transfer.Key) error {
	if err := r.taken.learn(ctx, r); err != nil {
		return err
	}
	if !r.taken.has(key.Name) {
		return nil
	}
	there, err := r.isThere(ctx, key)
	if err != nil {
		return err
	}
	if there {
		return domain.Refuse(lens.Fault{Setting: "account", Message: fmt.Sprintf("%s is taken by an account at %s", key.Name, r.place.Host)})
	}
	return nil
}

// add asks for an account. Where it isn't known what became of that, it looks before it asks again.
func (r *Remote) add(ctx context.Context, key transfer.Key) error {
	for attempt := 1; ; attempt++ {
		got, err := r.do(ctx, call{path: r.inDomain("addacc"), body: vodia.WriteAddAccount(key.Kind, key.Name), once: true, sense: vodia.ReadAcknowledgement})
		if err == nil {
			return r.added(got, key)
		}
		if !wire.MayHaveHappened(err) || attempt == r.server.Attempts() || ctx.Err() != nil {
			return err
		}
		there, lookErr := r.isThere(ctx, key)
		if lookErr != nil || there {
			return lookErr
		}
	}
}

// added reads the answer to addacc. Whoever may read the domain's settings may add accounts to it, so that a refusal of
// this alone means that there is room for no more.
func (r *Remote) added(got answer, key transfer.Key) error {
	switch got.Status {
	case http.StatusOK:
		return nil
	case http.StatusForbidden:
		return domain.Fail(domain.QuotaFull, "%s takes no further %s: its licence or the domain's limit is reached, or the user %s may add none", r.place.Host, vodia.AccountType(key.Kind), r.place.User)
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return domain.Fail(domain.NotFound, "%s has no domain %s any more, or can't make accounts", r.place.Host, r.place.Domain)
	}
	return r.refused(got, key.String())
}

// begun are the settings to write into a new account: not its names where it has but its own, and no secret that isn't
// known, so that the one the platform made stays.
func begun(row *transfer.Row) []lens.Entry {
	var out []lens.Entry
	for _, entry := range writable(row) {
		switch {
		case entry.Setting != nil && entry.Setting.Class == lens.Hidden && entry.Value.Text == "":
		case entry.Name == "alias" && len(lens.SplitNames(entry.Value.Text)) < 2:
		default:
			out = append(out, entry)
		}
	}
	return out
}

// writable are the settings of a row that can be written. The mask of a secret would become the secret.
func writable(row *transfer.Row) []lens.Entry {
	var out []lens.Entry
	for _, entry := range row.Settings {
		entry.Setting = vodia.Format.Setting(row.Key.Kind, entry.Name)
		masked := entry.Value.Text == lens.Mask
		if !masked && vodia.Format.Writable(row.Key.Kind, entry.Name) {
			out = append(out, entry)
		}
	}
	return out
}

// fill writes settings into a new account, and looks for it where there are none to write.
func (r *Remote) fill(ctx context.Context, key transfer.Key, settings []lens.Entry) error {
	if len(settings) > 0 {
		return r.writeSettings(ctx, key, settings)
	}
	there, err := r.isThere(ctx, key)
	if err == nil && !there {
		err = domain.Fail(domain.NotFound, "%s has no %s", r.place.Host, key)
	}
	return err
}

// takeBack removes an account whose settings were refused.
func (r *Remote) takeBack(ctx context.Context, key transfer.Key, refusal error) error {
	if err := r.Remove(ctx, &transfer.Row{Key: key}); err != nil && domain.CodeOf(err) != domain.NotFound {
		return domain.Wrap(domain.CodeOf(refusal), err, "%s; the %s made for it is still there", refusal, key)
	}
	return refusal
}

// Change writes settings into an account, or star codes into the domain's settings.
func (r *Remote) Change(ctx context.Context, row *transfer.Row, rehearse bool) error {
	settings := writable(row)
	if rehearse {
		return transfer.ErrNotAsked
	}
	if len(settings) == 0 {
		return nil
	}
	return r.writeSettings(ctx, row.Key, settings)
}

// writeSettings writes settings. A path that isn't there may mean the account or the method that writes: looking tells.
func (r *Remote) writeSettings(ctx context.Context, key transfer.Key, settings []lens.Entry) error {
	got, err := r.do(ctx, call{path: r.settingsPath(key), body: vodia.WriteSettings(settings), sense: vodia.ReadAcknowledgement})
	if err != nil {
		return err
	}
	if got.Status != http.StatusOK {
		return r.refused(got, key.String())
	}
	return nil
}
