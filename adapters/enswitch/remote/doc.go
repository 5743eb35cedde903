// Package remote is a live Enswitch, or whatever speaks its JSON API, as a place that a tenant is moved from or to.
//
// Servers differ from each other and from the guide: ../shared/reference/enswitch-json-api.md says in which ways. Every
// function is called by POST with its parameters in the body: a query ends in access logs, and net/http silently sends
// a GET again where a kept connection breaks off. What a server takes in no other way than one is found out by asking
// and then remembered.
package remote
