package tenantfile_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"dragoman/adapters/tenantfile"
	"dragoman/domain/transfer"
)

// large writes a file with n phones.
func large(t testing.TB, path string, n int) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	begin, each, end := "dragoman: 1\nphones:\n", "  - phone: \"%06d\"\n    holder: Ada %d\n    ring_time: 20\n    busy: phone:%06d\n    margins:\n      vodia:\n        bag:\n          cell: \"0123\"\n", ""
	if filepath.Ext(path) == ".json" {
		begin, end = "{\"dragoman\": 1, \"phones\": [{\"phone\": \"440\"}", "]}\n"
		each = ",\n  {\"phone\": \"%06d\", \"holder\": \"Ada %d\", \"ring_time\": 20, \"busy\": \"phone:%06d\", \"margins\": {\"vodia\": {\"bag\": {\"cell\": \"0123\"}}}}"
		n--
	}
	fmt.Fprint(out, begin)
	for i := range n {
		fmt.Fprintf(out, each, i, i, i)
	}
	fmt.Fprint(out, end)
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkLarge reads and writes 100,000 phones, and tells how much memory they take at most.
func BenchmarkLarge(b *testing.B) {
	for _, ending := range []string{"yaml", "json"} {
		b.Run(ending, func(b *testing.B) {
			dir := b.TempDir()
			path := filepath.Join(dir, "large."+ending)
			large(b, path, 100_000)
			runtime.GC()
			for b.Loop() {
				file := opened(b, path, tenantfile.Options{})
				n := 0
				err := file.Rows(b.Context(), transfer.Phone, func(*transfer.Row) error { n++; return nil })
				if err != nil || n != 100_000 {
					b.Fatal(n, err)
				}
				var after runtime.MemStats
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapSys)/(1<<20), "MiB")
			}
		})
	}
}
