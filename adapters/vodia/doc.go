// Package vodia is the gateway as a Vodia PBX: the REST API of versions 58 and above over the one directory. Extensions
// are phones, hunts are hunt groups, IVR nodes and star codes are feature codes, aliases are feature codes that lead to
// an account.
//
// A declared table per kind knows every setting, a declared table of endpoints knows every path, and what the platform
// has and the gateway has not stands there too, with the reason. Where the platform's pages are silent or contradict
// each other, a comment says what was chosen: what the client programs that are known would survive.
package vodia
