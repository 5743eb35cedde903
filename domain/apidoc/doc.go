// Package apidoc is an OpenAPI 3.1 document as data, with the schemas of settings made from their declarations. Each
// adapter fills one from its own tables.
//
// It lies below domain because that is the only ground which adapters share: they may import neither each other nor the
// command that puts them together. It knows no dialect, and no transport either: a path is a text to it.
package apidoc
