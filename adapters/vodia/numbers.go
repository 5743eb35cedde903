package vodia

import (
	"regexp"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

var aliasSeparator = regexp.MustCompile(`\s*[/;]\s*`)

// readAccounts reads the account of addacc: spaces separate accounts, slashes and semicolons separate the numbers of
// one account, as the pages up to version 67 say. 70.3's description reads a slash as several accounts; the older
// reading is taken, since it is the one that working instructions rely on.
func readAccounts(text string) ([][]string, error) {
	var accounts [][]string
	for _, word := range strings.Fields(aliasSeparator.ReplaceAllString(strings.TrimSpace(text), "/")) {
		var names []string
		for name := range strings.SplitSeq(word, "/") {
			if name != "" {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			accounts = append(accounts, names)
		}
	}
	if len(accounts) == 0 {
		return nil, domain.Refuse(lens.Fault{Setting: "account", Message: "must name at least one account"})
	}
	return accounts, nil
}
