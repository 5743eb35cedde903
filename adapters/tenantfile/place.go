package tenantfile

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Standard is the name of a file that stands for standard input and output.
const Standard = "-"

// MaxFile is the most bytes that a file may have.
const MaxFile = 128 << 20

// Options say how a file is read and written.
type Options struct {
	// Writing lets the file be missing, so that it is made.
	Writing bool
	// Anew makes nothing of what the file holds so far: an export writes it from the beginning.
	Anew    bool
	Secrets Secrets
	Keys    Keys
	// JSON writes JSON also where the name doesn't end in .json.
	JSON   bool
	Input  io.Reader // in place of os.Stdin
	Output io.Writer // in place of os.Stdout
}

// File is a tenant in a file as a place of moves. Everything is read when it is opened and nothing is written before Save,
// which writes it as a whole or not at all.
type File struct {
	path    string
	options Options

	mu        sync.Mutex
	held      *contents
	templates map[transfer.Kind]*template
	changed   bool
}

var _ transfer.Remote = (*File)(nil)

// Open reads a file. An error is a *domain.Error: NotFound where it isn't there, Invalid where it is no tenant's file, with
// a line for each problem in it, and Unavailable where it can't be read.
func Open(path string, options Options) (*File, error) {
	f := &File{path: path, options: options, held: &contents{tenant: &domain.Tenant{}, rows: newRows()}}
	data, err := f.load()
	if err != nil {
		return nil, err
	}
	if data == nil {
		f.changed = true
		f.keepSeal()
		return f, nil
	}
	if f.held, err = read(f.Describe(), data, options.Keys); err != nil {
		return nil, err
	}
	return f, nil
}

// load reads the file's bytes, nil where it is to be made.
func (f *File) load() ([]byte, error) {
	if f.options.Anew || f.path == Standard && f.options.Writing {
		return nil, nil
	}
	if f.path == Standard {
		in := f.options.Input
		if in == nil {
			in = os.Stdin
		}
		return f.readAll(in, 0)
	}
	file, err := os.Open(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && f.options.Writing:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, domain.Fail(domain.NotFound, "there is no file %s", f.path)
	case err != nil:
		return nil, f.unreadable(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return nil, f.unreadable(err)
	}
	return f.readAll(file, info.Size())
}

func (f *File) unreadable(err error) error {
	return domain.Wrap(domain.Unavailable, err, "%s can't be read: %s", f.Describe(), reason(err))
}

// readAll reads what has about a size, as far as that is known.
func (f *File) readAll(in io.Reader, size int64) ([]byte, error) {
	var data bytes.Buffer
	if size <= MaxFile {
		data.Grow(int(size) + bytes.MinRead)
		if _, err := data.ReadFrom(io.LimitReader(in, MaxFile+1)); err != nil {
			return nil, f.unreadable(err)
		}
		size = int64(data.Len())
	}
	if size > MaxFile {
		return nil, domain.Fail(domain.Invalid, "%s is larger than %d MiB, which no tenant's file is", f.Describe(), MaxFile>>20)
	}
	return data.Bytes(), nil
}

// keepSeal takes over the sealed secrets of the file that an export replaces, so that they are the same bytes where they are
// the same secrets. It does so only where one passphrase opens and seals: whom else they were sealed for can't be seen. A file
// that can't be read is replaced all the same.
func (f *File) keepSeal() {
	if f.options.Secrets != Sealed || !f.options.Keys.onePassphrase() || f.path == Standard {
		return
	}
	info, err := os.Stat(f.path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > MaxFile {
		return
	}
	data, err := os.ReadFile(f.path)
	if err != nil {
		return
	}
	sealed := sealIn(data)
	if _, opened, err := f.options.Keys.open(sealed); err == nil && opened != nil {
		f.held.sealed, f.held.opened = sealed, opened
	}
}

// reason is what the system says, without the path again.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// Describe is the file's name.
func (f *File) Describe() string {
	if f.path != Standard {
		return f.path
	}
	if f.options.Writing {
		return "standard output"
	}
	return "standard input"
}

// Check returns what the file says of the tenant. A file whose secrets would be lost if it were written again is Forbidden to
// write.
func (f *File) Check(_ context.Context, writing bool) (*domain.Tenant, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case !writing:
	case f.Shut():
		return nil, domain.Fail(domain.Forbidden, "%s has sealed secrets that would be lost; give what opens them, or write another file", f.Describe())
	case (f.held.sealed != "" || f.held.shown) && f.options.Secrets == Withheld:
		return nil, domain.Fail(domain.Forbidden, "%s has secrets that would be lost; ask for secrets, or write another file", f.Describe())
	}
	return f.held.tenant.Clone(), nil
}

// Shut says that the file has sealed secrets that none of its keys opens.
func (f *File) Shut() bool { return f.held.sealed != "" && f.held.opened == nil }

// Tell sets what the file says of the tenant: name, domains, quotas and mailbox prefix.
func (f *File) Tell(tenant *domain.Tenant) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held.tenant, f.changed = tenant.Clone(), true
}

// Rows lists the objects of a kind in the file's order.
func (f *File) Rows(ctx context.Context, kind transfer.Kind, each func(*transfer.Row) error) error {
	f.mu.Lock()
	found := f.held.rows.of(kind)
	f.mu.Unlock()
	count := map[string]int{}
	for _, row := range found {
		if err := ctx.Err(); err != nil {
			return err
		}
		f.mu.Lock()
		one := wholeRow(row, f.options.Secrets, f.options.Writing)
		f.mu.Unlock()
		if count[one.Key.Name]++; count[one.Key.Name] > 1 {
			one.Key.Name += "#" + strconv.Itoa(count[one.Key.Name])
		}
		if err := each(one); err != nil {
			return err
		}
	}
	return nil
}

// Withheld are the settings kept for dialects that may be secret and of which the file says only that they are there.
func (f *File) Withheld(row *transfer.Row) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.held.withheld[row.Key]
}

// Row reads one object.
func (f *File) Row(_ context.Context, of *transfer.Row) (*transfer.Row, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	row, err := f.find(of)
	if err != nil {
		return nil, err
	}
	return wholeRow(row, f.options.Secrets, f.options.Writing), nil
}

func (f *File) find(of *transfer.Row) (*transfer.Row, error) {
	row, ok := f.held.rows.find(of)
	if !ok {
		return nil, domain.Fail(domain.NotFound, "there is no %s in %s", of.Key, f.Describe())
	}
	return row, nil
}

// Create adds an object. A hunt group's id is what the others of this session refer to it by.
func (f *File) Create(_ context.Context, row *transfer.Row, rehearse bool) (id string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	made := &transfer.Row{Key: row.Key}
	if err := write(made, row, f.template(row.Key.Kind)); err != nil {
		return "", err
	}
	if made.Key.Kind == transfer.HuntGroup {
		made.ID = f.freeID(label(made))
	}
	if _, taken := f.held.rows.find(made); taken {
		return "", domain.Fail(domain.Conflict, "there is a %s in %s already", made.Key, f.Describe())
	}
	if rehearse {
		return made.ID, nil
	}
	f.changed = true
	f.held.rows.add(made)
	return made.ID, nil
}

func (f *File) template(kind transfer.Kind) *template {
	if f.templates == nil {
		f.templates = map[transfer.Kind]*template{}
	}
	if f.templates[kind] == nil {
		f.templates[kind] = templateOf(kind)
	}
	return f.templates[kind]
}

// freeID is an id that no hunt group has.
func (f *File) freeID(name string) string {
	id := name
	for n := 2; ; n++ {
		if _, taken := f.held.rows.find(&transfer.Row{Key: transfer.Key{Kind: transfer.HuntGroup}, ID: id}); !taken {
			return id
		}
		id = name + "#" + strconv.Itoa(n)
	}
}

// write puts settings into a row, all or none.
func write(row, from *transfer.Row, common *template) error {
	shape, ok := shapes[row.Key.Kind]
	if !ok {
		return domain.Fail(domain.Invalid, "a file has no objects of kind %s", row.Key.Kind)
	}
	var faults []lens.Fault
	for _, entry := range from.Settings {
		if !known(shape, entry.Name) && movable(row, entry) {
			faults = append(faults, lens.Fault{Setting: entry.Name, Message: "is no field of this kind of object"})
		}
	}
	if len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	for _, entry := range from.Settings {
		hidden := entry.Setting != nil && entry.Setting.Class == lens.Hidden && entry.Value == lens.Text(lens.Mask)
		if hidden || !movable(row, entry) {
			continue
		}
		put(row, entry.Name, entry.Value, common)
	}
	if row.Key.Kind == transfer.HuntGroup {
		row.Key.Name = called(row, row.Key.Name)
	}
	return nil
}

// movable says that a setting means something at another place.
func movable(row *transfer.Row, entry lens.Entry) bool {
	return transfer.Canonical{}.Writable(row.Key.Kind, entry.Name)
}

func known(s *shape, setting string) bool {
	prefix, dialect, dotted := strings.Cut(setting, ".")
	if f := s.field(prefix); f != nil && f.name != s.fields[0].name {
		return (f.setting == nil) == (dotted && dialect != "")
	}
	return false
}

// Change writes settings into an object. One whose first name is another then goes by that.
func (f *File) Change(_ context.Context, row *transfer.Row, rehearse bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	there, err := f.find(row)
	if err != nil {
		return err
	}
	changed := &transfer.Row{Key: there.Key, ID: there.ID, Settings: slices.Clone(there.Settings)}
	if err := write(changed, row, f.template(there.Key.Kind)); err != nil {
		return err
	}
	name := changed.Key.Name
	if names := lens.SplitNames(changed.Text("names")); len(names) > 0 {
		name = names[0]
	}
	renamed := there.Key.Kind != transfer.HuntGroup && name != there.Key.Name
	if _, taken := f.held.rows.find(&transfer.Row{Key: transfer.Key{Kind: there.Key.Kind, Name: name}}); renamed && taken {
		return domain.Fail(domain.Conflict, "there is a %s %s in %s already", there.Key.Kind, name, f.Describe())
	}
	if rehearse {
		return nil
	}
	f.changed = true
	was := *there
	if renamed {
		f.held.rows.rename(there, name)
		changed.Key.Name = name
	}
	*there = *changed
	if was.Key != there.Key || was.Text("destination") != there.Text("destination") {
		f.releaseName(&was)
	}
	return nil
}

// Remove takes an object away.
func (f *File) Remove(_ context.Context, of *transfer.Row) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	row, err := f.find(of)
	if err != nil {
		return err
	}
	f.held.rows.remove(row)
	f.releaseName(row)
	f.changed = true
	return nil
}

// releaseName takes the name of a feature code from the object that it led to, where the code is gone or leads elsewhere now:
// read again, the name alone would be the code.
func (f *File) releaseName(code *transfer.Row) {
	if code.Key.Kind != transfer.FeatureCode {
		return
	}
	led, err := domain.ParseDestination(code.Text("destination"))
	if err != nil {
		return // no object of a file is called so
	}
	row, there := f.held.rows.find(ledTo(led))
	if !there || !slices.Contains(numbers(row), code.Key.Name) {
		return
	}
	names := slices.DeleteFunc(lens.SplitNames(row.Text(namesField)), func(name string) bool { return name == code.Key.Name })
	put(row, namesField, lens.Value{Text: lens.JoinNames(names), Raw: true}, f.template(row.Key.Kind))
	if row.Key.Kind == transfer.HuntGroup {
		row.Key.Name = called(row, row.ID)
	}
}

// Save writes the file if anything has changed. It takes the place of the old one at once, readable for its owner alone.
func (f *File) Save() (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.changed {
		return nil
	}
	if f.path == Standard {
		var out io.Writer = os.Stdout
		if f.options.Output != nil {
			out = f.options.Output
		}
		err = f.encode(out)
	} else {
		err = replace(f.path, f.encode)
	}
	if err != nil && domain.CodeOf(err) == "" {
		return domain.Wrap(domain.Unavailable, err, "%s can't be written: %s", f.Describe(), reason(err))
	}
	f.changed = err != nil
	return err
}
