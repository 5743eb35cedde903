package transfer

// expectUsual adds the rows that a snapshot leaves out since they are as in a new object: of those that are always there, what
// the other snapshot has in a hunt group of both.
func (s *snapshot) expectUsual(other *snapshot) error {
	for j := range other.heads {
		there := &other.heads[j]
		if !alwaysThere(there.Kind) || there.pair != none || there.Parent == "" {
			continue
		}
		parent, ok := other.groups[there.Parent]
		if !ok || other.heads[parent].pair == none {
			continue
		}
		usual := *s.rows.fresh(there.Kind)
		usual.Key, usual.Parent = Key{there.Kind, there.Name}, s.heads[other.heads[parent].pair].id
		if err := s.add(&usual); err != nil {
			return err
		}
		s.join(int32(len(s.heads)-1), other, int32(j))
	}
	return nil
}
