package remote

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/transfer"
)

// Create makes an object. Where the answer is lost it looks whether the object is there before it tries again, so that
// none is made twice.
func (r *Remote) Create(ctx context.Context, row *transfer.Row, rehearse bool) (id string, err error) {
	if row.Key.Kind == transfer.Level {
		return "", r.Change(ctx, row, rehearse)
	}
	q, err := r.creating(row)
	if err != nil {
		return "", err
	}
	if rehearse {
		if row.Key.Kind == transfer.Member && row.Parent == "" {
			return "", nil // its hunt group isn't there yet
		}
		return "", r.rehearse(ctx, q, row)
	}
	q.once = true
	defer r.known.lock(row)()
	if err := r.prepare(ctx, row); err != nil {
		return "", err
	}
	id, err = r.create(ctx, q, row)
	if err != nil {
		return "", err
	}
	made := *row
	made.ID = id
	r.known.created(&made)
	return id, nil
}

// creating is the call that makes an object.
func (r *Remote) creating(row *transfer.Row) (question, error) {
	f, ok := functions[row.Key.Kind]
	if !ok {
		return question{}, domain.Fail(domain.Invalid, "an Enswitch has no rows of kind %s", row.Key.Kind)
	}
	q := question{function: f.family + "/create"}
	switch row.Key.Kind {
	case transfer.Member:
		q = q.with("huntgroup", row.Parent)
	case transfer.HuntGroup:
		q = q.with("customer", r.place.customer())
	default:
		q = q.with("customer", r.place.customer()).with(f.key, row.Key.Name)
	}
	q = told(q, row)
	if row.Key.Kind == transfer.HuntGroup && !q.has("name") {
		q = q.with("name", row.Key.Name)
	}
	return q, nil
}

// titleOf is the name of a hunt group, which several may have.
func titleOf(row *transfer.Row) string {
	if name, given := row.Get("name"); given {
		return name.Plain()
	}
	name, _, _ := strings.Cut(row.Key.Name, "#")
	return name
}

// prepare looks what is there, if nobody has: what an attempt made must be told from it.
func (r *Remote) prepare(ctx context.Context, row *transfer.Row) error {
	switch {
	case row.Key.Kind == transfer.HuntGroup:
		_, err := r.groupsRead(ctx)
		return err
	case row.Key.Kind == transfer.Member && !r.known.hasOpened(row.Parent):
		rows, err := r.membersOf(ctx, row.Parent)
		if err != nil {
			return err
		}
		for _, one := range rows {
			r.known.saw(one)
		}
		r.known.open(row.Parent)
	}
	return nil
}

// create calls until it is certain what came of it.
func (r *Remote) create(ctx context.Context, q question, row *transfer.Row) (string, error) {
	began := r.known.now()
	for attempt := 1; ; attempt++ {
		answer, err := r.ask(ctx, q)
		if err == nil {
			return r.idIn(q, answer, row)
		}
		if !wire.MayHaveHappened(err) || ctx.Err() != nil {
			return "", err
		}
		if pause := r.server.Pause(ctx, attempt); pause != nil {
			return "", err
		}
		id, made, lookedErr := r.look(ctx, row, began)
		if made {
			return id, nil
		}
		if lookedErr != nil {
			return "", domain.Wrap(domain.Unavailable, err, "%s; whether %s was made couldn't be found out: %s", err, row.Key, lookedErr)
		}
		if attempt >= r.server.Attempts() {
			return "", err
		}
	}
}

// idIn reads the id of what was made. Lines and codes have none.
func (r *Remote) idIn(q question, answer *envelope, row *transfer.Row) (string, error) {
	if functions[row.Key.Kind].key != "id" {
		return "", nil
	}
	var data struct{ ID text }
	if err := json.Unmarshal(answer.data, &data); err != nil || data.ID == "" {
		return "", r.senseless(q, err)
	}
	return string(data.ID), nil
}

// look finds out whether an object that wasn't there when a create began has been made.
func (r *Remote) look(ctx context.Context, row *transfer.Row, began int) (id string, made bool, err error) {
	switch row.Key.Kind {
	case transfer.HuntGroup:
		return r.lookForGroup(ctx, row, began)
	case transfer.Member:
		return r.lookForMember(ctx, row, began)
	}
	found, err := r.Row(ctx, row)
	if domain.CodeOf(err) == domain.NotFound {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	// One that was there before is no success of ours: the next attempt is told so.
	listedWithout := r.known.listed(row.Key.Kind) && !r.known.hasName(row.Key, began)
	return "", listedWithout || alike(found, completed(row)), nil
}

// completed is a row with the defaults of what it doesn't say.
func completed(row *transfer.Row) *transfer.Row {
	whole := *row
	whole.Settings = slices.Clone(row.Settings)
	for _, entry := range enswitch.Format.New(row.Key.Kind).Settings {
		if _, given := row.Get(entry.Name); !given {
			whole.Settings = append(whole.Settings, entry)
		}
	}
	return &whole
}

// lookForGroup finds a group of the name that nobody has seen before; of several, the one most like what was asked for.
func (r *Remote) lookForGroup(ctx context.Context, row *transfer.Row, began int) (id string, made bool, err error) {
	want, best := completed(row), -1
	err = r.huntGroups(ctx, func(found *transfer.Row) error {
		if found.Text("name") != titleOf(row) || r.known.hasGroup(found.ID, began) {
			return nil
		}
		if n := likeness(found, want); n > best {
			id, best = found.ID, n
		}
		return nil
	})
	return id, best >= 0 && err == nil, err
}

// likeness counts the settings that two rows have in common.
func likeness(a, b *transfer.Row) int {
	n := 0
	for _, entry := range a.Settings {
		if enswitch.Format.Compared(a.Key.Kind, entry.Name) && enswitch.Format.Same(entry.Name, a, b) {
			n++
		}
	}
	return n
}

func (r *Remote) lookForMember(ctx context.Context, row *transfer.Row, began int) (id string, made bool, err error) {
	rows, err := r.membersOf(ctx, row.Parent)
	if err != nil {
		return "", false, err
	}
	for _, found := range rows {
		if enswitch.MemberKey(found) == enswitch.MemberKey(row) && !r.known.hasMember(row.Parent, found.ID, began) {
			return found.ID, true, nil
		}
	}
	return "", false, nil
}

// rehearse asks whether the server would do something. One that did it has to be told of, whatever it was.
func (r *Remote) rehearse(ctx context.Context, q question, row *transfer.Row) error {
	q = q.with("validation", "1")
	q.once = true
	answer, err := r.ask(ctx, q)
	if err != nil {
		return err
	}
	if answer.code() != 201 {
		return domain.Fail(domain.Unavailable, "%s was asked only to check %s, and may have done it (code %d): it doesn't know validation=1, so that nothing can be rehearsed there",
			r.place.Host, row.Key, answer.code())
	}
	return nil
}

// Change writes settings. What it writes is the same however often it is written, so that a lost answer is no worry.
func (r *Remote) Change(ctx context.Context, row *transfer.Row, rehearse bool) error {
	action := "update"
	if row.Key.Kind == transfer.Level {
		action = "set"
	}
	q, err := r.about(row, action)
	if err != nil {
		return err
	}
	named := len(q.parameters)
	q = told(q, row)
	if len(q.parameters) == named {
		return nil
	}
	if row.Key.Kind == transfer.Phone {
		if q, err = r.carrying(ctx, q, row); err != nil {
			return err
		}
	}
	if rehearse {
		if functions[row.Key.Kind].key == "id" && row.ID == "" || row.Key.Kind == transfer.Level && row.Parent == "" {
			return nil // what is to be changed isn't there yet
		}
		return r.rehearse(ctx, q, row)
	}
	if _, err := r.ask(ctx, q); err != nil {
		return err
	}
	if row.Key.Kind == transfer.Phone {
		r.known.saw(row)
	}
	return nil
}

// carrying repeats the settings of a line that an update would put back.
func (r *Remote) carrying(ctx context.Context, q question, row *transfer.Row) (question, error) {
	settings, seen := r.known.toCarry(row.Key)
	if !seen {
		found, err := r.Row(ctx, row)
		if err != nil {
			return q, err
		}
		r.known.saw(found)
		settings, _ = r.known.toCarry(row.Key)
	}
	for _, name := range resetting {
		if value, carried := settings[name]; carried && !q.has(name) {
			q = q.with(name, value.Plain())
		}
	}
	return q, nil
}

// Remove deletes an object. A level is put back to how new ones are. What an earlier attempt has deleted is deleted.
func (r *Remote) Remove(ctx context.Context, of *transfer.Row) error {
	if of.Key.Kind == transfer.Level {
		fresh := enswitch.Format.New(transfer.Level)
		fresh.Key, fresh.Parent = of.Key, of.Parent
		return r.Change(ctx, fresh, false)
	}
	q, err := r.about(of, "delete")
	if err != nil {
		return err
	}
	answer, err := r.askTolerantly(ctx, q)
	if err != nil {
		return err
	}
	if !answer.worked() && !(answer.repeated && answer.code() == 404) {
		return r.refusal(q, answer)
	}
	r.known.gone(of)
	return nil
}
