package transfer

import (
	"dragoman/domain"
	"dragoman/domain/report"
)

// Place is a tenant somewhere that can be read and written.
type Place struct {
	// Address is the place as people write it, without credentials. Two addresses that are alike mean one place.
	Address string
	Format  Format
	// Dialect reports what the place can't hold; nil for one that holds everything.
	Dialect report.Dialect
	Remote  Remote
}

// domainKind is the kind of canonical object that rows of a kind describe, or a part of one.
func domainKind(kind Kind) domain.Kind {
	switch kind {
	case Phone:
		return domain.KindPhone
	case HuntGroup, Level, Member:
		return domain.KindHuntGroup
	case FeatureCode:
		return domain.KindFeatureCode
	}
	return domain.KindTenant
}

// alwaysThere says that rows of a kind come and go with what they belong to.
func alwaysThere(kind Kind) bool { return kind == Level || kind == StarCodes }
