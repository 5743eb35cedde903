package domain

import (
	"slices"
	"strconv"
)

// setStarCodes makes feature codes of what changed among the codes for built-in functions. A function that gets another
// code keeps its feature code under the new digits, and typed references follow; one that gets none loses all codes
// that lead to it.
func (e *Edit) setStarCodes(before, after map[string]string) error {
	var added, moved []string
	for _, function := range functionsOf(before, after) {
		if before[function] == after[function] {
			continue
		}
		if after[function] == "" {
			if err := e.removeStarCodes(function); err != nil {
				return err
			}
			continue
		}
		if !Dialable(after[function]) {
			return Fail(Invalid, "%s can't be dialled", after[function])
		}
		if err := CheckName(after[function]); err != nil {
			return err
		}
		if before[function] == "" {
			added = append(added, function)
		} else {
			moved = append(moved, function)
		}
	}
	if err := e.moveStarCodes(moved, before, after); err != nil {
		return err
	}
	for _, function := range added {
		code := NewFeatureCode()
		code.Code, code.Destination = after[function], Destination{Kind: ToFunction, Target: function}
		if err := e.AddFeatureCode(code); err != nil {
			return err
		}
	}
	return nil
}

// functionsOf lists the functions that either has a code for, in order.
func functionsOf(before, after map[string]string) []string {
	functions := make([]string, 0, len(before)+len(after))
	for function := range before {
		functions = append(functions, function)
	}
	for function := range after {
		functions = append(functions, function)
	}
	slices.Sort(functions)
	return slices.Compact(functions)
}

func (e *Edit) removeStarCodes(function string) error {
	codes, err := e.tx.FeatureCodesTo(e.ctx, e.Tenant.ID, Destination{Kind: ToFunction, Target: function})
	if err != nil {
		return err
	}
	for _, code := range codes {
		if err := e.RemoveFeatureCode(code.Code, false); err != nil {
			return err
		}
	}
	return nil
}

// moveStarCodes gives the functions' codes other digits. All old ones are given up before any new one is taken, so that
// two functions may swap theirs.
func (e *Edit) moveStarCodes(functions []string, from, to map[string]string) error {
	codes := make([]*FeatureCode, len(functions))
	followed := make(map[Destination]Destination, len(functions))
	moving := make([]Holder, len(functions))
	for i, function := range functions {
		code, err := e.FeatureCode(from[function])
		if err != nil {
			return err
		}
		codes[i], moving[i] = code, Holder{KindFeatureCode, int64(code.ID)}
		followed[FeatureCodeDestination(from[function])] = FeatureCodeDestination(to[function])
		if err := e.tx.Release(e.ctx, e.Tenant.ID, code.Code); err != nil {
			return err
		}
		inBetween := code.Clone()
		inBetween.Code = "/" + strconv.FormatInt(int64(code.ID), 10) // which no name can be
		if err := e.tx.PutFeatureCode(e.ctx, e.Tenant.ID, inBetween); err != nil {
			return err
		}
	}
	for i, function := range functions {
		before, code := codes[i].Clone(), codes[i]
		code.Code = to[function]
		code.redirect(followed)
		if err := e.claim(code.Code, moving[i]); err != nil {
			return err
		}
		code.Names = append([]string{code.Code}, without(code.Names, from[function])...)
		if err := e.storeFeatureCode(before, code); err != nil {
			return err
		}
	}
	return e.follow(followed, moving...)
}
