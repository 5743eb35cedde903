package transfer

import "context"

// NameTaker is a Remote of a tenant with accounts of which there are no rows, and whose names nothing else can have.
type NameTaker interface {
	// NamesTaken are the names of all accounts, those with rows among them.
	NamesTaken(ctx context.Context) ([]string, error)
}

// noteOthers notes the names that are taken by what no row is of.
func (s *snapshot) noteOthers(ctx context.Context, m *Making) error {
	at, ok := m.To.Remote.(NameTaker)
	if !ok || m.Comparing {
		return nil
	}
	names, err := at.NamesTaken(ctx)
	if err != nil {
		return err
	}
	s.others = map[string]bool{}
	for _, name := range names {
		if len(s.holders[name]) == 0 {
			s.others[name] = true
		}
	}
	return nil
}

// isTaken says that anything at all has a name.
func (s *snapshot) isTaken(name string) bool { return len(s.holders[name]) > 0 || s.others[name] }

// whoHas says what has a name that is taken.
func (s *snapshot) whoHas(name string) string {
	if holders := s.holders[name]; len(holders) > 0 {
		return s.title(holders[0])
	}
	return "an account of another kind"
}
