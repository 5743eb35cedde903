// Package report answers, for any object and any dialect, what becomes of it there: what it shows as, what the dialect
// can't hold and why, and what it shows instead. For a tenant it lists besides what leads nowhere and which names clash,
// and for a dialect what becomes of each setting and of each function.
//
// Everything is read from the dialects' tables and from the objects; nothing is said of a setting here. The promise of
// the loss report is that nothing is dropped which it doesn't name: an object made anew of what a dialect shows differs
// from the original only in what the report lists. Secrets are masked wherever they stand.
package report
