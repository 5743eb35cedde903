// Command fakeenswitch plays an Enswitch for tests of programs that talk to one. It was written from the reference pages
// alone and shares nothing with dragoman, so that both can't be wrong in the same way.
package main

import (
	"flag"
	"os"
	"time"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

const about = `fakeenswitch plays an Enswitch PBX on a loopback address: its JSON API over rows in memory.`

// account is who may sign in at the start.
type account struct {
	username, password string
	role               int
	customer           int
}

// quirks are ways in which real servers differ from the pages, or from each other.
type quirks struct {
	Version               string
	Prefix                string
	Slash                 string
	Separator             string
	Without               []string
	HTTPStatus            string
	NumericCodes          bool
	OneError              bool
	KeylessErrors         bool
	IDsAsStrings          bool
	NumbersAsStrings      bool
	EmptyList             string
	ListsAsObjects        bool
	ExtraFields           bool
	RefuseUnknown         bool
	NoPaging              bool
	MaxRows               int
	Passwords             string
	UpdateRefusesCustomer bool
	UpdateResets          bool
	ExitsAsPrinted        bool
	AnyDestination        bool
	StrictDestinations    bool
	QuotaPhones           int
	QuotaCodes            int
	QuotaGroups           int
	NoTokens              bool
	TokenLife             time.Duration
	TokenUses             int
	Forgets               []string
}

func (q *quirks) declare(board *fakepeer.Switchboard) {
	board.StringVar(&q.Version, "version", "4.4", "version whose parameters and fields it knows, from 3.13")
	board.StringVar(&q.Prefix, "prefix", "", "path before /api/json, as /local")
	board.OneOf(&q.Slash, "slash", "slash between function and question mark", "either", "required", "refused")
	board.OneOf(&q.Separator, "separator", "what separates parameters", "either", "semicolon", "ampersand")
	board.List(&q.Without, "without", "functions that are not there, with commas: the web server answers 404")
	board.OneOf(&q.HTTPStatus, "http-status", "HTTP status: 200 always, the code of errors, or of everything (204 then has no body)", "200", "errors", "all")
	board.BoolVar(&q.NumericCodes, "numeric-codes", false, "code as a number")
	board.BoolVar(&q.OneError, "one-error", false, "report the first wrong parameter only")
	board.BoolVar(&q.KeylessErrors, "keyless-errors", false, "leave key empty in errors")
	board.BoolVar(&q.IDsAsStrings, "ids-as-strings", false, "ids as strings")
	board.BoolVar(&q.NumbersAsStrings, "numbers-as-strings", false, "numbers that are no ids as strings")
	board.OneOf(&q.EmptyList, "empty-list", "data of an empty list", "array", "null", "missing", "object")
	board.BoolVar(&q.ListsAsObjects, "lists-as-objects", false, "lists as objects keyed by id (codes: by code)")
	board.BoolVar(&q.ExtraFields, "extra-fields", false, "rows with fields that no page knows")
	board.BoolVar(&q.RefuseUnknown, "refuse-unknown", false, "answer 400 to parameters that the function does not have, in place of ignoring them")
	board.BoolVar(&q.NoPaging, "no-paging", false, "ignore limit and offset")
	board.IntVar(&q.MaxRows, "max-rows", 0, "most rows in one list whatever the limit asks, 0 for all")
	board.OneOf(&q.Passwords, "passwords", "where password=1 shows SIP passwords", "shown", "get-only", "never")
	board.BoolVar(&q.UpdateRefusesCustomer, "update-refuses-customer", false, "answer 400 to a customer in phones/update, which its page does not have")
	board.BoolVar(&q.UpdateResets, "update-resets", false, "phones/update puts aoc and allowed_ua back where they are left out, as its page prints")
	board.BoolVar(&q.ExitsAsPrinted, "exits-as-printed", false, "hunt group exits default to an empty type and number hangup, as the page prints")
	board.BoolVar(&q.AnyDestination, "any-destination", false, "take every destination type, not only those that the pages mention")
	board.BoolVar(&q.StrictDestinations, "strict-destinations", false, "refuse destinations that do not exist yet (phone, code, huntgroup)")
	board.IntVar(&q.QuotaPhones, "quota-phones", -1, "telephone lines of a customer after which creating answers 403, -1 for no limit")
	board.IntVar(&q.QuotaCodes, "quota-codes", -1, "the same for feature codes")
	board.IntVar(&q.QuotaGroups, "quota-groups", -1, "the same for hunt groups")
	board.BoolVar(&q.NoTokens, "no-tokens", false, "user/login gives no token, as before 4.1")
	board.DurationVar(&q.TokenLife, "token-life", time.Hour, "time after which a token is answered with 401")
	board.IntVar(&q.TokenUses, "token-uses", 0, "calls after which a token is answered with 401, 0 for no limit")
	board.List(&q.Forgets, "forgets", "settings, with commas, that creates and updates take without a word and do not store")
}

func main() {
	var first account
	s := &server{}
	os.Exit(fakepeer.Run(about, func(flags *flag.FlagSet, board *fakepeer.Switchboard) {
		flags.StringVar(&first.username, "user", "admin", "user name of the first person")
		flags.StringVar(&first.password, "password", "password", "password of the first person")
		flags.IntVar(&first.role, "role", 3, "role of the first person: 1 system owner, 2 reseller, 3 administrator, 4 user")
		flags.IntVar(&first.customer, "customer", 12, "id of the first customer below the system's own, which is 1")
		s.quirks.declare(board)
	}, func(board *fakepeer.Switchboard) fakepeer.PBX {
		s.board, s.first = board, first
		s.Reset()
		return s
	}))
}
