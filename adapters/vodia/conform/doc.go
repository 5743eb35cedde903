// Package conform checks any server of the Vodia REST API against what its pages say. What is expected comes from the
// endpoints, tables and answers that package vodia declares, and from the examples that the pages print.
package conform
