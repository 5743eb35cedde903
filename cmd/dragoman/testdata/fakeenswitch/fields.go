package main

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// field is one setting of a kind of row.
type field struct {
	name, typ, initial string
	since              int
	allowed            []string
}

//go:embed fields.txt
var fieldsText string

// fields are the settings of each kind, in the order of the file.
var fields = readFields(fieldsText)

func readFields(text string) map[string][]field {
	read := map[string][]field{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		f := field{name: words[1], typ: words[2], initial: words[3], since: release(words[4]), allowed: words[5:]}
		if f.initial == "-" {
			f.initial = ""
		}
		read[words[0]] = append(read[words[0]], f)
	}
	return read
}

// release makes versions comparable: 3.13 comes before 4.0.
func release(version string) int {
	major, minor, _ := strings.Cut(version, ".")
	high, _ := strconv.Atoi(major)
	low, _ := strconv.Atoi(minor)
	return high*1000 + low
}

func (f field) required() bool { return f.initial == "!" }
func (f field) byServer() bool { return f.initial == "*" }

// The pages print no full list of destination types; these are all that any page, example or reseller's guide mentions.
var (
	destinationTypes = strings.Fields("hangup none phone forward peer sipuri ivr patternmenu number code external huntgroup queue mailbox conference pagegroup timegroup url plugin")
	memberTypes      = strings.Fields("forward peer phone sipuri")
)

var (
	wholeNumber   = regexp.MustCompile(`^-?[0-9]{1,9}$`)
	decimalNumber = regexp.MustCompile(`^-?[0-9]{1,9}(\.[0-9]{1,4})?$`)
	dialledNumber = regexp.MustCompile(`^\+?[0-9*#]+$`)
	timeGroup     = regexp.MustCompile(`^timegroup_[0-9]+$`)
	numberRange   = regexp.MustCompile(`^(\d+)\.\.(\d+)$`)
)

// complaint says what is wrong with a value, empty if nothing is.
func (f field) complaint(value string, q quirks) string {
	switch f.typ {
	case "integer", "id":
		if !wholeNumber.MatchString(value) {
			return "Not an integer"
		}
	case "decimal":
		if !decimalNumber.MatchString(value) {
			return "Not a decimal number"
		}
	}
	if len(f.allowed) == 0 || slices.ContainsFunc(f.allowed, func(form string) bool { return fits(value, form, q) }) {
		return ""
	}
	return "Invalid value"
}

func fits(value, form string, q quirks) bool {
	switch form {
	case "<type>":
		return value == "" || q.AnyDestination || slices.Contains(destinationTypes, value)
	case "<member>":
		return slices.Contains(memberTypes, value)
	case "<number>":
		return dialledNumber.MatchString(value)
	case "<empty>":
		return value == ""
	case "timegroup_<id>":
		return timeGroup.MatchString(value)
	}
	ends := numberRange.FindStringSubmatch(form)
	if ends == nil {
		return value == form
	}
	low, _ := strconv.Atoi(ends[1])
	high, _ := strconv.Atoi(ends[2])
	number, err := strconv.Atoi(value)
	return err == nil && low <= number && number <= high
}
