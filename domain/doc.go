// Package domain is the canonical model of what a hosted PBX is provisioned with: tenants, people, phones, hunt
// groups and feature codes, the number plan that ties them together, and the rules of changing them.
//
// It is richer than any dialect. A dialect's adapter shows an object through a lens table (package lens) and writes
// through it; what the dialect can't say stays where it is. The domain knows no dialect by name: it keeps one margin
// per dialect with each object and never looks inside.
package domain
