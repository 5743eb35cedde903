// Package remote is a live Vodia PBX, or what speaks its REST API, as a place that a tenant is moved from or to. Facts
// about the API are from ../shared/reference/vodia-rest-api.md; where its versions differ, the client finds out which one
// it talks to and remembers.
package remote
