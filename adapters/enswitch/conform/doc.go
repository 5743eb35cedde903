// Package conform checks any server of the Enswitch JSON API against what its pages say. What is expected comes from the
// functions and tables of package enswitch, and from the examples that the pages print.
package conform
