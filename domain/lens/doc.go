// Package lens holds what a view of a richer object is made of: settings declared once in a table, bindings that
// tie settings to canonical fields, and the margin in which an object keeps whatever a view cannot say.
//
// A table is a lens in the strict sense. For every object and every write:
//
//	GetPut   writing back what was read leaves the object as it was, byte for byte
//	PutGet   what was written is what is read
//	PutPut   of two writes the second wins and the first leaves no trace
//
// Two notes in the margin make that hold where a dialect and the canonical model don't match one to one. A spelling
// is the text as its writer put it, remembered where it differs from the usual text of the same value. A value set
// aside is one that the writing dialect could not have said itself: it comes back when the text that stood for it
// comes back. Both are in force only while the canonical value is the one they were noted under, so a change made
// through the other dialect silences them without having to know about them.
package lens
