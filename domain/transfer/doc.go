// Package transfer moves a tenant's phones, feature codes and hunt groups from one place to another: from a live server
// of either dialect, from the gateway's own store or from a file, to any of them.
//
// Translating is what the gateway does anyway, so nothing here translates. What a place holds is read into a scratch
// tenant through its own dialect (Format.Load), and what the target is to hold is read out of that tenant through the
// target's dialect (Format.Rows). Planning compares the target's rows as they are with the rows as they should be, setting
// by setting; applying hands the differences to the place; verifying reads the place again and compares once more.
package transfer
