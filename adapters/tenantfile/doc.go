// Package tenantfile is the place "a file" of moves: a tenant's phones, hunt groups and feature codes written down as YAML
// or JSON, so that an export, an import and a move are one thing.
//
// A file is one object. In YAML, with everything that it may have at the top:
//
//	dragoman: 1                  # the version of the form; there is no other yet
//	tenant:                      # what is known of the tenant itself; all of it may be left out
//	  name: Acme
//	  domain: acme.example.com
//
//	phones:
//	  - phone: "440"
//	    holder: Ada Lovelace
//	    password: "********"
//	    busy: huntgroup:7000
//	    margins:
//	      vodia:
//	        bag:
//	          cell: "0123"
//
//	huntgroups:
//	  - huntgroup: "7000"
//	    names: ["7000"]
//	    members:
//	      - level: 1
//	        destination: phone:440
//	        available: true
//
//	featurecodes:
//	  - featurecode: "*72"
//	    destination: external:0123456
//
//	secrets: |                   # an armored age file, https://age-encryption.org/v1
//	  -----BEGIN AGE ENCRYPTED FILE-----
//
// An object is a block of its own that begins with what it is called. Its further fields are those of the canonical
// objects; one that isn't mentioned is as a new object has it. Schema describes them all, and is made from their
// declarations. Ids and the people who own objects are not in a file: they mean others elsewhere. Objects come by kind and
// then by name, fields in the order in which they are declared, so that equal tenants give equal bytes.
//
// A hunt group is referred to by what its block calls it: "huntgroup:7000". That is its first name, else its title; where
// several would be called alike, "#2" and so on tell them apart. Names are only those that somebody chose: hunt_ID, which a
// store derives from an id, is none. A name that can be dialled is a feature code, whether that has a block or not.
//
// What an object keeps for a dialect, its settings there and what is noted of them, is under margins. A setting there may be
// any JSON. One that can't be written as YAML and read back to the letter is {"$json": "its text"}.
//
// Secrets are passwords, PINs, and settings in margins that are or may be secret. They are written only if asked for:
// otherwise "********" stands where one is set, which says nothing when the file is read. Sealed, they are in one encrypted
// text at the end, and the bytes of that are others each time unless a file takes the place of one that had the same secrets
// under the same passphrase.
//
// Reading is strict. A field that nobody knows, a value of another type, another version, an object that is there twice or a
// hunt group that isn't there make an error that names line and column of each.
//
// Lists are the same in CSV: phones.csv, groups.csv, members.csv and codes.csv of a directory, as far as they have columns
// for it.
package tenantfile
