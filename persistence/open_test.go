package persistence_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dragoman/domain"
	"dragoman/persistence"
)

// holdFolder, set to a folder, makes the test binary a process that opens the store there and never lets go of it.
const holdFolder = "DRAGOMAN_TEST_HOLD_FOLDER"

func TestMain(m *testing.M) {
	dir := os.Getenv(holdFolder)
	if dir == "" {
		os.Exit(m.Run())
	}
	_, err := persistence.Open(context.Background(), optionsAt(dir))
	fmt.Println("opened:", err)
	select {}
}

func TestOpenMakesFilesForTheirOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{})
	addPhone(t, store, "440")
	seen := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		seen[entry.Name()] = true
		info, err := entry.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data", "dragoman.db", "dragoman.db-wal", "dragoman.db-shm", "lock", "keys"} {
		if !seen[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

func TestOpenAnywhere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b", "50%41?#&mode=memory", "ä")
	store := openAt(t, dir, persistence.Options{})
	addPhone(t, store, "440")
	if _, err := os.Stat(filepath.Join(dir, "data", "dragoman.db")); err != nil {
		t.Error(err)
	}
}

func TestReopenedStoreIsAsItWas(t *testing.T) {
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), optionsAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	want := addPhone(t, store, "440")
	if err := store.Change(t.Context(), func(tx domain.Tx) error {
		return tx.RemovePhone(t.Context(), 1, addedPhone(t, tx, "441").ID)
	}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	store = openAt(t, dir, persistence.Options{})
	got, err := store.Phone(t.Context(), 1, "440")
	if err != nil || got.ID != want.ID || got.Password != want.Password {
		t.Fatalf("got %+v, %v, want %+v", got, err, want)
	}
	if err := store.Change(t.Context(), func(tx domain.Tx) error {
		if id := addedPhone(t, tx, "442").ID; id != want.ID+2 {
			t.Errorf("after ids %d and %d the next is %d", want.ID, want.ID+1, id)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestOneProcessHasTheFolder(t *testing.T) {
	dir := t.TempDir()
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), holdFolder+"="+dir)
	output, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = holder.Process.Kill() }) // it is dead already unless the test failed
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || line != "opened: <nil>\n" {
		t.Fatalf("the other process says %q (%v)", line, err)
	}
	if _, err := persistence.Open(t.Context(), optionsAt(dir)); !errors.Is(err, persistence.ErrLocked) {
		t.Fatalf("got %v, want ErrLocked", err)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := holder.Wait(); err == nil {
		t.Error("the other process ended well although it was killed")
	}
	store := openAt(t, dir, persistence.Options{})
	if _, err := persistence.Open(t.Context(), optionsAt(dir)); !errors.Is(err, persistence.ErrLocked) {
		t.Errorf("in the same process: got %v, want ErrLocked", err)
	}
	if err := store.Ready(t.Context()); err != nil {
		t.Errorf("the refused opening harmed the one who has the folder: %v", err)
	}
}

// A process that is being started has copies of all descriptors for a moment. None of them keeps a closed folder locked.
func TestClosedFolderIsFree(t *testing.T) {
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), optionsAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	copied := copyOf(t, filepath.Join(dir, "data", "lock"))
	t.Cleanup(func() { _ = unix.Close(copied) }) // it was only to be there
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, dir, persistence.Options{})
}

// copyOf copies the descriptor with which this process has a file open.
func copyOf(t *testing.T, path string) int {
	t.Helper()
	descriptors, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, descriptor := range descriptors {
		number, err := strconv.Atoi(descriptor.Name())
		if err != nil {
			t.Fatal(err)
		}
		if target, err := os.Readlink("/proc/self/fd/" + descriptor.Name()); err != nil || target != path {
			continue // some end meanwhile
		}
		copied, err := unix.Dup(number)
		if err != nil {
			t.Fatal(err)
		}
		return copied
	}
	t.Fatalf("nobody has %s open", path)
	return 0
}

func TestOpenRefusesNewerSchema(t *testing.T) {
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), optionsAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	raw := openRaw(t, dir)
	run(t, raw, "INSERT INTO migrations VALUES (?, 0)", persistence.SchemaVersion+1)
	_, err = persistence.Open(t.Context(), optionsAt(dir))
	if !errors.Is(err, persistence.ErrNewer) || !strings.Contains(err.Error(), fmt.Sprint(persistence.SchemaVersion+1)) {
		t.Fatalf("got %v, want ErrNewer with the version", err)
	}
	run(t, raw, "DELETE FROM migrations WHERE version > ?", persistence.SchemaVersion)
	openAt(t, dir, persistence.Options{})
}

func TestOpenMigratesAnEmptyFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "dragoman.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	openAt(t, dir, persistence.Options{})
	raw := openRaw(t, dir)
	var versions, newest int
	if err := raw.QueryRow("SELECT count(*), max(version) FROM migrations").Scan(&versions, &newest); err != nil {
		t.Fatal(err)
	}
	if versions != persistence.SchemaVersion || newest != persistence.SchemaVersion {
		t.Errorf("%d migrations up to %d are noted, want %d", versions, newest, persistence.SchemaVersion)
	}
	var mode string
	if err := raw.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("the journal's mode is %s (%v)", mode, err)
	}
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	raw := openRaw(t, dir)
	run(t, raw, "CREATE TABLE sessions (inTheWay)")
	if _, err := persistence.Open(t.Context(), optionsAt(dir)); err == nil {
		t.Fatal("a store was opened whose schema can't be made")
	}
	var tables int
	if err := raw.QueryRow("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if tables != 1 {
		t.Errorf("the failed migration left %d tables", tables-1)
	}
	run(t, raw, "DROP TABLE sessions")
	openAt(t, dir, persistence.Options{})
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "data", "dragoman.db")
	if err := os.WriteFile(file, []byte(strings.Repeat("This is no database. ", 300)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := persistence.Open(t.Context(), optionsAt(dir)); err == nil {
		t.Fatal("it was opened")
	}
	if _, err := persistence.Open(t.Context(), optionsAt(dir)); errors.Is(err, persistence.ErrLocked) {
		t.Fatal("the folder stays locked although it could not be opened")
	}
}

func TestClosedStoreRefuses(t *testing.T) {
	store, err := persistence.Open(t.Context(), optionsAt(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := store.Ready(t.Context()); err == nil {
		t.Error("a closed store is ready")
	}
	err = store.Change(t.Context(), func(domain.Tx) error {
		t.Error("a closed store is changed")
		return nil
	})
	if err == nil || domain.CodeOf(err) != "" {
		t.Errorf("changing a closed store: %v", err)
	}
}

func TestCloseWaitsForTheChangeUnderWay(t *testing.T) {
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), optionsAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	begun, closed := make(chan struct{}), make(chan error)
	go func() {
		<-begun
		closed <- store.Close()
	}()
	if err := store.Change(t.Context(), func(tx domain.Tx) error {
		close(begun)
		addedTenant(t, tx)
		addedPhone(t, tx, "440")
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	if _, err := openAt(t, dir, persistence.Options{}).Phone(t.Context(), 1, "440"); err != nil {
		t.Errorf("the change is lost: %v", err)
	}
}
