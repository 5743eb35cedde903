package remote

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// invalidFor says that an error blames a setting.
func invalidFor(err error, setting string) bool {
	var refused *domain.Error
	return errors.As(err, &refused) && slices.ContainsFunc(refused.Faults, func(f lens.Fault) bool { return f.Setting == setting })
}

// Rows reads all rows of a kind. Levels and destinations are those of the hunt groups that were read last.
func (r *Remote) Rows(ctx context.Context, kind transfer.Kind, each func(*transfer.Row) error) error {
	var groups []string
	tell := func(row *transfer.Row) error {
		r.known.saw(row)
		if kind == transfer.HuntGroup {
			groups = append(groups, row.ID)
		}
		return each(row)
	}
	var err error
	switch kind {
	case transfer.Phone:
		err = r.phones(ctx, tell)
	case transfer.HuntGroup:
		err = r.huntGroups(ctx, tell)
	case transfer.FeatureCode:
		q := question{function: "codes/list"}.with("customer", r.place.customer())
		err = r.list(ctx, q, "code", func(one object) error { return r.tellOwn(transfer.FeatureCode, one, tell) })
	case transfer.Level:
		err = r.levels(ctx, tell)
	case transfer.Member:
		err = r.members(ctx, tell)
	default:
		return domain.Fail(domain.Invalid, "an Enswitch has no rows of kind %s", kind)
	}
	if err == nil {
		r.known.finish(kind, groups)
	}
	return err
}

// tellOwn hands on what belongs to the customer: lists may show what other customers share with it.
func (r *Remote) tellOwn(kind transfer.Kind, one object, tell func(*transfer.Row) error) error {
	if !r.owns(one) {
		return nil
	}
	return tell(rowOf(kind, one))
}

func (r *Remote) owns(one object) bool {
	customer := one["customer"].Plain()
	return customer == "" || customer == r.place.customer()
}

// rowOf makes a row of an object that the server shows.
func rowOf(kind transfer.Kind, one object) *transfer.Row {
	row := &transfer.Row{Key: transfer.Key{Kind: kind}}
	undocumented := maps.Clone(one)
	for _, setting := range enswitch.Settings(kind) {
		value, given := one[setting.Name]
		delete(undocumented, setting.Name)
		switch {
		case setting.Class == lens.ReadOnly:
			continue
		case !given && setting.Class == lens.Hidden:
			value = lens.Text(lens.Mask) // it may be set
		case !given, value.Plain() == "" && setting.Type.Numeric():
			continue // what a column without a value shows
		case value.Raw && value.Text == "null":
			value = lens.Text("")
		}
		row.Settings = append(row.Settings, lens.Entry{Name: setting.Name, Value: value, Setting: setting})
	}
	for _, name := range slices.Sorted(maps.Keys(undocumented)) {
		row.Settings = append(row.Settings, lens.Entry{Name: name, Value: undocumented[name]})
	}
	switch kind {
	case transfer.Phone:
		row.Key.Name = one["name"].Plain()
	case transfer.FeatureCode:
		row.Key.Name = one["code"].Plain()
	case transfer.HuntGroup:
		row.Key.Name, row.ID = one["name"].Plain(), one["id"].Plain()
	case transfer.Level:
		row.Key.Name, row.Parent = one["level"].Plain(), one["huntgroup"].Plain()
	case transfer.Member:
		row.Key.Name, row.ID, row.Parent = enswitch.MemberKey(row), one["id"].Plain(), one["huntgroup"].Plain()
	}
	return row
}

// phones lists the lines with their passwords. Some servers show those one by one only, and some never.
func (r *Remote) phones(ctx context.Context, tell func(*transfer.Row) error) error {
	q := question{function: "phones/list"}.with("customer", r.place.customer()).perhaps("owner", "-1").perhaps("password", "1")
	const part = 256
	var waiting []object
	flush := func() error {
		err := inOrder(ctx, r.server.Concurrency(), waiting, r.withPassword, func(one object) error {
			return r.tellOwn(transfer.Phone, one, tell)
		})
		waiting = waiting[:0]
		return err
	}
	err := r.list(ctx, q, "name", func(one object) error {
		waiting = append(waiting, one)
		if len(waiting) < part {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// withPassword is a line of a list as phones/get shows it, if that shows more.
func (r *Remote) withPassword(ctx context.Context, one object) (object, error) {
	const function = "phones/get"
	if _, shown := one["password"]; shown || !r.owns(one) {
		return one, nil
	}
	if saying, asked := r.sayingPasswords.Load(function); asked && !saying.(bool) {
		return one, nil
	}
	q, err := r.about(rowOf(transfer.Phone, one), "get")
	if err != nil {
		return nil, err
	}
	q = q.perhaps("password", "1")
	answer, err := r.ask(ctx, q)
	if domain.CodeOf(err) == domain.NotFound {
		return one, nil // gone since
	}
	if err != nil {
		return nil, err
	}
	whole, err := r.one(q, answer.data)
	if err != nil {
		return nil, err
	}
	_, shown := whole["password"]
	r.sayingPasswords.Store(function, shown)
	if !shown || whole["name"].Plain() != one["name"].Plain() || !r.owns(whole) {
		return one, nil
	}
	return whole, nil
}

func (r *Remote) huntGroups(ctx context.Context, tell func(*transfer.Row) error) error {
	seen := enswitch.Occurrences{}
	q := question{function: "huntgroups/list"}.with("customer", r.place.customer())
	return r.list(ctx, q, "id", func(one object) error {
		return r.tellOwn(transfer.HuntGroup, one, func(row *transfer.Row) error {
			row.Key.Name = seen.Next(row.Key.Name)
			return tell(row)
		})
	})
}

// groupsRead are the ids of the hunt groups, read now if they weren't before.
func (r *Remote) groupsRead(ctx context.Context) ([]string, error) {
	if !r.known.listed(transfer.HuntGroup) {
		if err := r.Rows(ctx, transfer.HuntGroup, func(*transfer.Row) error { return nil }); err != nil {
			return nil, err
		}
	}
	return r.known.allGroups(), nil
}

// levels asks for each level by itself, as there is no list of them, and hands on those that aren't as new ones are.
func (r *Remote) levels(ctx context.Context, tell func(*transfer.Row) error) error {
	groups, err := r.groupsRead(ctx)
	if err != nil {
		return err
	}
	keys := make([]*transfer.Row, 0, len(groups)*domain.Levels)
	for _, group := range groups {
		for number := range domain.Levels {
			keys = append(keys, &transfer.Row{Key: transfer.Key{Kind: transfer.Level, Name: strconv.Itoa(number + 1)}, Parent: group})
		}
	}
	fresh := enswitch.Format.New(transfer.Level)
	fetch := func(ctx context.Context, of *transfer.Row) (*transfer.Row, error) { return ifThere(r.Row(ctx, of)) }
	return inOrder(ctx, r.server.Concurrency(), keys, fetch, func(row *transfer.Row) error {
		if row == nil || alike(row, fresh) {
			return nil
		}
		return tell(row)
	})
}

// ifThere makes nothing of what is gone since it was listed.
func ifThere[T any](found T, err error) (T, error) {
	if domain.CodeOf(err) == domain.NotFound {
		var none T
		return none, nil
	}
	return found, err
}

// alike says that two rows mean the same in all that the first one says.
func alike(a, b *transfer.Row) bool {
	for _, entry := range a.Settings {
		if enswitch.Format.Compared(a.Key.Kind, entry.Name) && !enswitch.Format.Same(entry.Name, a, b) {
			return false
		}
	}
	return true
}

func (r *Remote) members(ctx context.Context, tell func(*transfer.Row) error) error {
	groups, err := r.groupsRead(ctx)
	if err != nil {
		return err
	}
	fetch := func(ctx context.Context, group string) ([]*transfer.Row, error) {
		return ifThere(r.membersOf(ctx, group))
	}
	return inOrder(ctx, r.server.Concurrency(), groups, fetch, func(rows []*transfer.Row) error {
		for _, row := range rows {
			if err := tell(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// membersOf lists the destinations of a group. The list knows no parts.
func (r *Remote) membersOf(ctx context.Context, group string) ([]*transfer.Row, error) {
	q := question{function: "huntgroups/destinations/list"}.with("huntgroup", group)
	answer, err := r.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	objects, err := r.objects(q, answer.data, "id")
	if err != nil {
		return nil, err
	}
	seen := enswitch.Occurrences{}
	rows := make([]*transfer.Row, len(objects))
	for i, one := range objects {
		rows[i] = rowOf(transfer.Member, one)
		rows[i].Parent, rows[i].Key.Name = group, seen.Next(rows[i].Key.Name)
	}
	return rows, nil
}

// Row reads one row again.
func (r *Remote) Row(ctx context.Context, of *transfer.Row) (*transfer.Row, error) {
	switch {
	case of.Key.Kind == transfer.HuntGroup && of.ID == "":
		return r.search(of, func(each func(*transfer.Row) error) error { return r.huntGroups(ctx, each) })
	case of.Key.Kind == transfer.Member && of.ID == "":
		return r.search(of, func(each func(*transfer.Row) error) error {
			rows, err := r.membersOf(ctx, of.Parent)
			for _, row := range rows {
				err = each(row)
			}
			return err
		})
	}
	q, err := r.about(of, "get")
	if err != nil {
		return nil, err
	}
	if of.Key.Kind == transfer.Phone {
		q = q.perhaps("password", "1")
	}
	answer, err := r.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	one, err := r.one(q, answer.data)
	if err != nil {
		return nil, err
	}
	if !r.owns(one) {
		return nil, domain.Fail(domain.NotFound, "%s belongs to another customer", of.Key)
	}
	row := rowOf(of.Key.Kind, one)
	if row.Key != of.Key && (row.Key.Name == "" || strings.HasPrefix(of.Key.Name, row.Key.Name+"#")) {
		row.Key = of.Key
	}
	if of.Key.Kind == transfer.Level {
		row.Key, row.Parent = of.Key, of.Parent
	}
	return row, nil
}

// search finds a row by its key.
func (r *Remote) search(of *transfer.Row, rows func(func(*transfer.Row) error) error) (*transfer.Row, error) {
	var found *transfer.Row
	err := rows(func(row *transfer.Row) error {
		if row.Key == of.Key {
			found = row
		}
		return nil
	})
	if err == nil && found == nil {
		err = domain.Fail(domain.NotFound, "there is no %s", of.Key)
	}
	return found, err
}
