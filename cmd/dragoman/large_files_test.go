package main_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var filesLarge = flag.Int("files.large", 1, "how many times 1,000 objects the tenant has whose files' memory is measured")

// putLarge writes a file with times 850 phones, 50 hunt groups of 5 members and 100 feature codes.
func (f *filing) putLarge(name string, times int) string {
	f.t.Helper()
	file, err := os.Create(f.path(name))
	if err != nil {
		f.t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	phones, groups := 850*times, 50*times
	phone := func(i int) int { return 100_000 + i%phones }
	fmt.Fprint(out, "dragoman: 1\nphones:\n")
	for i := range phones {
		fmt.Fprintf(out, "  - phone: \"%d\"\n    holder: Person %d\n    password: s3cret-%[2]d-xyz\n    ring_time: %d\n    busy: phone:%d\n", phone(i), i, 10+i%40, phone(7*i))
		fmt.Fprintf(out, "    margins:\n      vodia:\n        bag:\n          cell: \"0171%d\"\n          email_address: p%[1]d@example.com\n", i)
	}
	fmt.Fprint(out, "huntgroups:\n")
	for i := range groups {
		fmt.Fprintf(out, "  - huntgroup: \"%d\"\n    names: [\"%[1]d\"]\n    name: Team %d\n    exit: phone:%d\n    members:\n", 500_000+i, i, phone(i))
		for k := range 5 {
			fmt.Fprintf(out, "      - level: %d\n        destination: phone:%d\n        available: true\n", 1+k/2, phone(5*i+k))
		}
	}
	fmt.Fprint(out, "featurecodes:\n")
	for i := range groups {
		fmt.Fprintf(out, "  - featurecode: \"%d\"\n    destination: huntgroup:%[1]d\n  - featurecode: \"*9%05d\"\n    destination: external:0049%d\n", 500_000+i, i, i)
	}
	if err := out.Flush(); err != nil {
		f.t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		f.t.Fatal(err)
	}
	return f.path(name)
}

// However many objects there are, an export and an import take no more than a quarter of a gigabyte.
func TestMemoryOfLargeFiles(t *testing.T) {
	t.Parallel()
	f := newFiling(t, small)
	f.must(0, "tenant", "add", "large.example.com")
	passphrase := f.put("passphrase", "correct horse\n")
	for _, args := range [][]string{
		{"import", f.putLarge("large.yaml", *filesLarge), "dragoman:large.example.com", "--journal", f.path("large")},
		{"export", "dragoman:large.example.com", f.path("large.json"), "--with-secrets", "--passphrase-file", passphrase},
		{"import", f.path("large.json"), "dragoman:empty.example.com", "--journal", f.path("again"), "--passphrase-file", passphrase},
		{"export", "dragoman:empty.example.com", "--csv", f.path("lists"), "--plain-secrets"},
		{"import", "--csv", f.path("lists"), "dragoman:large.example.com", "--journal", f.path("lists-journal")},
	} {
		command := inProcess(t, append(args, places(f.dir)...)...)
		var errs strings.Builder
		command.Stderr = &errs
		began := time.Now()
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		peak := watchPeak(t, command.Process)
		if err := command.Wait(); err != nil {
			t.Fatalf("%q: %v: %s", args, err, errs.String())
		}
		mebibytes := peak()
		t.Logf("%s of %d objects: %d MiB, %v, of that %v of CPU", args[0], 1000**filesLarge, mebibytes, time.Since(began),
			command.ProcessState.UserTime()+command.ProcessState.SystemTime())
		if mebibytes > 256 {
			t.Errorf("%q took %d MiB", args, mebibytes)
		}
	}
	if large, again := f.holds("large.example.com"), f.holds("empty.example.com"); large != again || strings.Count(large, "  - phone: ") != 850**filesLarge {
		t.Error("what went through files is not what was there")
	}
}
