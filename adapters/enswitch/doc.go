// Package enswitch shows the store as an Enswitch JSON API: HTTP functions such as phones/create, called with
// parameters in the query or in a form and answering with a list of responses and, where there is any, data.
//
// What a setting is called, what it may hold and what it stands for is declared in one lens table per kind of object
// (phone_table.go and its siblings). What a function is called, who may call it and what it takes besides is declared
// in one list (functions.go). Everything else reads those. The pages named are those of the vendor's guide, gathered in
// ../shared/reference/enswitch-json-api.md and ../shared/seeds.
package enswitch
