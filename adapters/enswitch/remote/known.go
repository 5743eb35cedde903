package remote

import (
	"maps"
	"slices"
	"sync"

	"dragoman/adapters/enswitch"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// known is what was seen of the customer's objects, and when. It tells what an earlier try made, whose answer was lost,
// from what was there before the try began.
type known struct {
	mu      sync.Mutex
	clock   int                              // counts what was seen
	read    map[transfer.Kind]bool           // kinds that were listed whole
	names   map[transfer.Key]int             // lines and codes
	groups  map[string]int                   // hunt groups by id
	order   []string                         // the same in the order of the list
	members map[string]map[string]int        // destinations by hunt group and id; nil for a group not looked into
	made    map[string]bool                  // ids of hunt groups and destinations that creates have returned
	carried map[string]map[string]lens.Value // by line: what phones/update would put back
	locks   map[transfer.Key]*sync.Mutex     // of what can't be told apart while it is made
}

// resetting are the settings of a line that some servers' phones/update puts back to their defaults where they are left
// out, as its page says: aoc "default 0" and allowed_ua, where all others say "current value".
var resetting = []string{"aoc", "allowed_ua"}

// now is a time that what was seen so far lies before.
func (k *known) now() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.clock
}

// saw notes an object.
func (k *known) saw(row *transfer.Row) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.clock++
	switch row.Key.Kind {
	case transfer.Phone:
		k.carry(row)
		note(&k.names, row.Key, k.clock)
	case transfer.FeatureCode:
		note(&k.names, row.Key, k.clock)
	case transfer.HuntGroup:
		note(&k.groups, row.ID, k.clock)
	case transfer.Member:
		members := k.inside(row.Parent)
		note(&members, row.ID, k.clock)
	}
}

// note keeps when something was first seen.
func note[K comparable](of *map[K]int, key K, now int) {
	if *of == nil {
		*of = map[K]int{}
	}
	if _, already := (*of)[key]; !already {
		(*of)[key] = now
	}
}

func (k *known) inside(group string) map[string]int {
	if k.members == nil {
		k.members = map[string]map[string]int{}
	}
	if k.members[group] == nil {
		k.members[group] = map[string]int{}
	}
	return k.members[group]
}

// carry notes the settings that phones/update must be told again.
func (k *known) carry(row *transfer.Row) {
	for _, entry := range row.Settings {
		if !slices.Contains(resetting, entry.Name) {
			continue
		}
		settings := k.carried[row.Key.Name]
		if entry.Value.Plain() == entry.Setting.Default {
			delete(settings, entry.Name)
			continue
		}
		if settings == nil {
			settings = map[string]lens.Value{}
		}
		if k.carried == nil {
			k.carried = map[string]map[string]lens.Value{}
		}
		settings[entry.Name] = entry.Value
		k.carried[row.Key.Name] = settings
	}
}

// toCarry are the settings that an update of a line must repeat; ok is false where the line wasn't seen.
func (k *known) toCarry(key transfer.Key) (settings map[string]lens.Value, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, ok = k.names[key]
	return maps.Clone(k.carried[key.Name]), ok
}

// created notes an object that was made, and that all destinations of a new group are known.
func (k *known) created(row *transfer.Row) {
	k.saw(row)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.made == nil {
		k.made = map[string]bool{}
	}
	switch row.Key.Kind {
	case transfer.HuntGroup:
		k.made[row.ID] = true
		k.order = append(k.order, row.ID)
		k.inside(row.ID)
	case transfer.Member:
		k.made[row.Parent+"/"+row.ID] = true
	}
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
		delete(k.groups, row.ID)
		delete(k.members, row.ID)
		k.order = slices.DeleteFunc(k.order, func(id string) bool { return id == row.ID })
	case transfer.Member:
		delete(k.members[row.Parent], row.ID)
	}
}

// finish notes that a kind was listed whole, with the hunt groups of the list.
func (k *known) finish(kind transfer.Kind, groups []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.read == nil {
		k.read = map[transfer.Kind]bool{}
	}
	k.read[kind] = true
	if kind == transfer.HuntGroup {
		k.order = groups
	}
}

func (k *known) listed(kind transfer.Kind) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.read[kind]
}

func (k *known) hasName(key transfer.Key, before int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	when, seen := k.names[key]
	return seen && when <= before
}

// hasGroup says whether a hunt group is none that a create that began then may have made.
func (k *known) hasGroup(id string, before int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	when, seen := k.groups[id]
	return k.made[id] || seen && when <= before
}

// hasMember is hasGroup for a destination.
func (k *known) hasMember(group, id string, before int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	when, seen := k.members[group][id]
	return k.made[group+"/"+id] || seen && when <= before
}

func (k *known) allGroups() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.order)
}

// open notes that all destinations of a group were seen.
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

// lock keeps others from making a hunt group or a destination that can't be told from a row's. Names of lines and codes
// are nobody else's.
func (k *known) lock(row *transfer.Row) (unlock func()) {
	var name string
	switch row.Key.Kind {
	case transfer.HuntGroup:
		name = titleOf(row)
	case transfer.Member:
		name = row.Parent + "/" + enswitch.MemberKey(row)
	default:
		return func() {}
	}
	k.mu.Lock()
	if k.locks == nil {
		k.locks = map[transfer.Key]*sync.Mutex{}
	}
	key := transfer.Key{Kind: row.Key.Kind, Name: name}
	one := k.locks[key]
	if one == nil {
		one = &sync.Mutex{}
		k.locks[key] = one
	}
	k.mu.Unlock()
	one.Lock()
	return one.Unlock
}
