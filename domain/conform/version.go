package conform

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain/lens"
)

// Age is what a suite has learnt of a server's version: by what objects are called, the settings that the server is too
// old for. They aren't expected of it.
type Age map[string][]*lens.Setting

// Learn looks at the first object of a name, which says what it shows. Settings of later versions than the server's are
// those of which it shows none, nor any of a version after theirs; what the oldest version has is never among them. They
// are recorded as skipped, once for each version.
func (a Age) Learn(r *Report, of string, declared []*lens.Setting, shows func(setting string) bool) {
	if _, known := a[of]; known {
		return
	}
	a[of] = later(declared, shows)
	for _, version := range versionsOf(a[of]) {
		brought := broughtBy(version, a[of])
		var names []string
		for _, d := range brought {
			names = append(names, d.Name)
		}
		r.Skip(of+" of version "+version, brought[0].Page, fmt.Sprintf("the server shows nothing that came with version %s: %s", version, strings.Join(names, ", ")))
	}
}

// Within leaves out what the server is too old for.
func (a Age) Within(of string, declared []*lens.Setting) []*lens.Setting {
	return slices.DeleteFunc(slices.Clone(declared), func(d *lens.Setting) bool {
		return slices.ContainsFunc(a[of], func(later *lens.Setting) bool { return later.Name == d.Name })
	})
}

func later(declared []*lens.Setting, shows func(setting string) bool) []*lens.Setting {
	var out []*lens.Setting
	versions := versionsOf(declared)
	for _, version := range slices.Backward(versions[min(1, len(versions)):]) {
		brought := broughtBy(version, declared)
		if slices.ContainsFunc(brought, func(d *lens.Setting) bool { return shows(d.Name) }) {
			break
		}
		out = append(out, brought...)
	}
	return out
}

func broughtBy(version string, declared []*lens.Setting) []*lens.Setting {
	return slices.DeleteFunc(slices.Clone(declared), func(d *lens.Setting) bool { return d.Since != version })
}

// versionsOf are the versions that brought settings, the oldest first.
func versionsOf(declared []*lens.Setting) []string {
	var versions []string
	for _, d := range declared {
		if d.Since != "" && !slices.Contains(versions, d.Since) {
			versions = append(versions, d.Since)
		}
	}
	slices.SortFunc(versions, func(a, b string) int { return slices.Compare(numbers(a), numbers(b)) })
	return versions
}

// numbers are the parts of a version, as 3 and 15 of 3.15.
func numbers(version string) []int {
	var out []int
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			panic("the version " + version + " is no number") // declared by us
		}
		out = append(out, n)
	}
	return out
}
