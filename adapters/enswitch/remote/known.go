package remote

import (
	"maps"
	"slices"
	"sync"

	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// known is what was seen of the customer's objects. It tells what an earlier try made, whose answer was lost, from what
// was there before.
type known struct {
	mu      sync.Mutex
	read    map[transfer.Kind]bool           // kinds that were listed whole
	names   map[transfer.Key]bool            // lines and codes
	groups  []string                         // ids of hunt groups, in the order in which they were seen
	group   map[string]bool                  // the same
	members map[string]map[string]bool       // ids of destinations by hunt group; nil for a group not looked into
	carried map[string]map[string]lens.Value // by line: what phones/update would put back
	locks   map[string]*sync.Mutex           // of names that are being made
}

// resetting are the settings of a line that some servers' phones/update puts back to their defaults where they are left
// out, as its page says: aoc "default 0" and allowed_ua, where all others say "current value".
var resetting = []string{"aoc", "allowed_ua"}

// begin forgets what was listed before of a kind.
func (k *known) begin(kind transfer.Kind) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if kind == transfer.HuntGroup {
		k.groups, k.group = nil, nil
	}
}

// saw notes an object.
func (k *known) saw(row *transfer.Row) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch row.Key.Kind {
	case transfer.Phone:
		k.carry(row)
		k.name(row.Key)
	case transfer.FeatureCode:
		k.name(row.Key)
	case transfer.HuntGroup:
		if k.group == nil {
			k.group = map[string]bool{}
		}
		if !k.group[row.ID] {
			k.groups = append(k.groups, row.ID)
		}
		k.group[row.ID] = true
	case transfer.Member:
		k.inside(row.Parent)[row.ID] = true
	}
}

func (k *known) name(key transfer.Key) {
	if k.names == nil {
		k.names = map[transfer.Key]bool{}
	}
	k.names[key] = true
}

func (k *known) inside(group string) map[string]bool {
	if k.members == nil {
		k.members = map[string]map[string]bool{}
	}
	if k.members[group] == nil {
		k.members[group] = map[string]bool{}
	}
	return k.members[group]
}

// carry notes the settings that phones/update must be told again.
func (k *known) carry(row *transfer.Row) {
	for _, entry := range row.Settings {
		if !slices.Contains(resetting, entry.Name) {
			continue
		}
		if k.carried == nil {
			k.carried = map[string]map[string]lens.Value{}
		}
		settings := k.carried[row.Key.Name]
		if entry.Value.Plain() == entry.Setting.Default {
			delete(settings, entry.Name)
			continue
		}
		if settings == nil {
			settings = map[string]lens.Value{}
			k.carried[row.Key.Name] = settings
		}
		settings[entry.Name] = entry.Value
	}
}

// toCarry are the settings that an update of a line must repeat; ok is false where the line wasn't seen.
func (k *known) toCarry(key transfer.Key) (settings map[string]lens.Value, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.carried[key.Name]), k.names[key]
}

// gone forgets an object.
func (k *known) gone(row *transfer.Row) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch row.Key.Kind {
	case transfer.Phone, transfer.FeatureCode:
		delete(k.names, row.Key)
		delete(k.carried, row.Key.Name)
	case transfer.HuntGroup:
		delete(k.group, row.ID)
		delete(k.members, row.ID)
		k.groups = slices.DeleteFunc(k.groups, func(id string) bool { return id == row.ID })
	case transfer.Member:
		delete(k.members[row.Parent], row.ID)
	}
}

// finish notes that a kind was listed whole.
func (k *known) finish(kind transfer.Kind) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.read == nil {
		k.read = map[transfer.Kind]bool{}
	}
	k.read[kind] = true
}

func (k *known) listed(kind transfer.Kind) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.read[kind]
}

func (k *known) hasName(key transfer.Key) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.names[key]
}

func (k *known) hasGroup(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.group[id]
}

func (k *known) allGroups() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.groups)
}

// open notes that all destinations of a group are known.
func (k *known) open(group string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.inside(group)
}

func (k *known) hasOpened(group string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.members[group] != nil
}

func (k *known) hasMember(group, id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.members[group][id]
}

// lock keeps others from making an object of the same name meanwhile: a new one must be told from theirs.
func (k *known) lock(name string) (unlock func()) {
	k.mu.Lock()
	if k.locks == nil {
		k.locks = map[string]*sync.Mutex{}
	}
	one := k.locks[name]
	if one == nil {
		one = &sync.Mutex{}
		k.locks[name] = one
	}
	k.mu.Unlock()
	one.Lock()
	return one.Unlock
}
