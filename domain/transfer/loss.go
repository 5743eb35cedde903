package transfer

import (
	"maps"
	"slices"
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// lossesOf names what the target can't hold of an object, and what a move doesn't take along.
func (inv *inventory) lossesOf(look *domain.Look, m *Making, object report.Object, add func(report.Loss) error) error {
	if owner := ownerOf(object); owner != 0 {
		err := add(report.Loss{
			Dialect: m.To.Format.Name(), Kind: object.Kind, Object: object.Name(), Field: ownerField, Value: strconv.FormatInt(int64(owner), 10),
			Class: report.Inexpressible, Reason: "people stay where they are, and their ids mean others elsewhere",
		})
		if err != nil {
			return err
		}
	}
	if nameless(object) && nameRequired(m.To.Format) {
		err := add(report.Loss{
			Dialect: m.To.Format.Name(), Kind: object.Kind, Object: object.Name(), Field: nameField,
			Class: report.Inexpressible, Reason: "a hunt group must have a name there, and its number stands for one", Shown: object.Name(),
		})
		if err != nil {
			return err
		}
	}
	if m.To.Dialect == nil {
		return nil
	}
	if err := m.doubtful(object, add); err != nil {
		return err
	}
	losses, err := report.Losses(look, m.To.Dialect, m.Among, object)
	if err != nil {
		return err
	}
	for _, loss := range losses {
		if loss.Field == ownerField || inv.madeUp(object, loss) {
			continue
		}
		loss.Value, loss.Shown = inv.asWritten(loss.Value), inv.asWritten(loss.Shown)
		if err := add(loss); err != nil {
			return err
		}
	}
	return nil
}

// madeUp says that a loss is one of a name that nobody gave: hunt_N of a hunt group without any.
func (inv *inventory) madeUp(object report.Object, loss report.Loss) bool {
	of, ok := object.Of.(group)
	return ok && loss.Field == "Names" && inv.reserved[of.ID] != "" && inv.reserved[of.ID] == loss.Value
}

// doubtful names the settings that no page documents and that a live target of their own platform is asked to take: it is
// free to ignore them, and nobody compares them afterwards.
func (m *Making) doubtful(object report.Object, add func(report.Loss) error) error {
	margin := marginOf(object).Peek(m.To.Format.Name())
	if margin == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(margin.Bag)) {
		if m.To.Format.Setting(Kind(object.Kind), name) != nil {
			continue
		}
		err := add(report.Loss{
			Dialect: m.To.Format.Name(), Kind: object.Kind, Object: object.Name(), Setting: name, Value: report.Masked(name, nil, margin.Bag[name].Plain()),
			Class: report.Undocumented, Reason: "no page documents it, and the target is free to ignore it", Shown: report.Masked(name, nil, margin.Bag[name].Plain()),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func marginOf(object report.Object) lens.Margins {
	switch of := object.Of.(type) {
	case phone:
		return of.Margins
	case group:
		return of.Margins
	case code:
		return of.Margins
	}
	return nil
}

const nameField = "Name"

// nameless says that an object is a hunt group which nobody gave a name for people.
func nameless(object report.Object) bool {
	of, ok := object.Of.(group)
	return ok && of.Name == ""
}

// nameRequired says that hunt groups of a format can't do without.
func nameRequired(format Format) bool {
	for _, entry := range format.New(HuntGroup).Settings {
		if entry.Setting != nil && entry.Setting.Field == nameField {
			return entry.Setting.Required
		}
	}
	return false
}

func ownerOf(object report.Object) domain.PersonID {
	switch of := object.Of.(type) {
	case phone:
		return of.Owner
	case group:
		return of.Owner
	case code:
		return of.Owner
	}
	return 0
}

// danglingOf names where an object leads that isn't there.
func (inv *inventory) danglingOf(look *domain.Look, object report.Object, add func(report.Finding) error) error {
	for _, one := range leads(object) {
		if !look.Plan.Dangles(one.to) {
			continue
		}
		finding := report.Finding{Kind: object.Kind, Object: object.Name(), Part: one.part, Field: one.field, Value: one.to.String()}
		switch one.to.Kind {
		case domain.ToPhone:
			finding.Reason = "there is no such phone"
		case domain.ToFeatureCode:
			finding.Reason = "there is no such feature code"
		case domain.ToHuntGroup:
			finding.Reason = "there is no such hunt group; the setting stays as it is, or as a new object has it"
			finding.Value = inv.asWritten(finding.Value)
		}
		if err := add(finding); err != nil {
			return err
		}
	}
	return look.Plan.Err()
}

// lead is where a part of an object leads.
type lead struct {
	part, field string
	to          domain.Destination
}

func leads(object report.Object) []lead {
	switch of := object.Of.(type) {
	case phone:
		return []lead{{"", "Busy", of.Busy}, {"", "NoAnswer", of.NoAnswer}, {"", "Unregistered", of.Unregistered}}
	case group:
		out := []lead{{"", "Exit", of.Exit}, {"", "Busy", of.Busy}, {"", "Unavailable", of.Unavailable}}
		for i := range of.Members {
			m := &of.Members[i]
			out = append(out, lead{report.DestinationPart(m), "Levels." + strconv.Itoa(m.Level) + ".Members", m.Destination})
		}
		return out
	case code:
		return []lead{{"", "Destination", of.Destination}, {"", "FaxDestination", of.FaxDestination}, {"", "TextDestination", of.TextDestination}}
	}
	return nil
}
