package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/adapters/enswitch"
	enswitchplace "dragoman/adapters/enswitch/remote"
	"dragoman/adapters/tenantfile"
	"dragoman/adapters/vodia"
	vodiaplace "dragoman/adapters/vodia/remote"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/transfer"
	"dragoman/persistence"
)

const storePrefix = "dragoman:"

// placesHelp says how places are written, and where the passwords for those of the sides "from" and "to" come from.
func placesHelp(sides ...string) string {
	forms := [][2]string{
		{enswitchplace.Form, "a customer of a live Enswitch"},
		{vodiaplace.Form, "a domain of a live Vodia"},
		{storePrefix + "DOMAIN", "a tenant of the gateway's own store"},
		{"FILE", "a file, YAML or JSON; - is standard input or output"},
		{"FOLDER", "CSV files, to read from"},
	}
	widest := 0
	for _, form := range forms {
		widest = max(widest, len(form[0]))
	}
	var b strings.Builder
	b.WriteString("A place is one of\n")
	for _, form := range forms {
		fmt.Fprintf(&b, "  %-*s  %s\n", widest, form[0], form[1])
	}
	var files, variables []string
	for _, side := range sides {
		files = append(files, "--"+side+"-password-file")
		variables = append(variables, passwordVariable(side))
	}
	fmt.Fprintf(&b, "Passwords are never part of a place. They come from %s,\nelse from %s, else from a prompt in a terminal.",
		strings.Join(files, " and "), strings.Join(variables, " and "))
	return b.String()
}

func passwordVariable(side string) string { return "DRAGOMAN_" + strings.ToUpper(side) + "_PASSWORD" }

// sidePassword says where the password for one of two places comes from.
type sidePassword struct {
	side     string // "from" or "to"
	file     string
	variable string
}

func (s *sidePassword) add(cmd *cobra.Command) {
	s.variable = passwordVariable(s.side)
	cmd.Flags().StringVar(&s.file, s.side+"-password-file", "", "read the password for that place from this `file`, - for standard input; else "+s.variable+", else a prompt")
}

// placeFlags are what the commands that open places have in common.
type placeFlags struct {
	from, to sidePassword
	wire     wire.Options
	secrets  secretFlags
}

func (f *placeFlags) add(cmd *cobra.Command) {
	f.from.side, f.to.side = "from", "to"
	f.from.add(cmd)
	f.to.add(cmd)
	flags := cmd.Flags()
	flags.IntVar(&f.wire.Concurrency, "concurrency", transfer.DefaultConcurrency, "how many requests are under way at once, for each server")
	flags.Float64Var(&f.wire.Rate, "rate", 0, "most requests a second, for each server; no limit if not given")
	flags.IntVar(&f.wire.Attempts, "attempts", 8, "how often a request is sent at most, where a server is silent or too busy")
	flags.StringVar(&f.wire.CAFile, "ca-file", "", "trust the authorities in this PEM `file` too")
	flags.BoolVar(&f.wire.Insecure, "insecure", false, "take any certificate: whoever stands in between can read passwords")
	f.secrets.add(cmd)
}

// without hides flags that mean nothing to a command. They are taken all the same, since scripts give all commands the same.
func (f *placeFlags) without(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		cmd.Flags().Lookup(name).Hidden = true
	}
}

// opening opens places and closes them again.
type opening struct {
	p       *program
	cmd     *cobra.Command
	flags   *placeFlags
	store   *persistence.Store
	tenants *domain.Directory
	closers []func() error
}

func (f *placeFlags) opening(p *program, cmd *cobra.Command) (*opening, error) {
	if f.wire.Concurrency < 1 || f.wire.Attempts < 1 || f.wire.Rate < 0 {
		return nil, usageError{errors.New("--concurrency and --attempts must be at least 1, and --rate not below 0")}
	}
	if f.from.file == tenantfile.Standard && f.to.file == tenantfile.Standard {
		return nil, errOneInput
	}
	restore := spendMemory()
	return &opening{p: p, cmd: cmd, flags: f, closers: []func() error{func() error { restore(); return nil }}}, nil
}

var errOneInput = usageError{errors.New("only one thing can come from standard input: a password or a file")}

// close closes what was opened, the last first.
func (o *opening) close() error {
	var errs []error
	for i := len(o.closers) - 1; i >= 0; i-- {
		errs = append(errs, o.closers[i]())
	}
	return errors.Join(errs...)
}

// opened is a place, and the file where it is one. Its address is one that it can be opened by again.
type opened struct {
	transfer.Place
	file *tenantfile.File
}

// isPlace says that two texts name one place, whoever signs in there.
func isPlace(a, b string) bool {
	return a == b || placeName(a) == placeName(b)
}

// placeName is a place as everybody would write it.
func placeName(text string) string {
	if at, err := enswitchplace.ParsePlace(text); err == nil {
		return at.String()
	}
	if at, err := vodiaplace.ParsePlace(text); err == nil {
		return at.String()
	}
	if strings.HasPrefix(text, storePrefix) || text == tenantfile.Standard {
		return strings.ToLower(text)
	}
	return absolute(text)
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// source opens a place to read from.
func (o *opening) source(text string) (*opened, error) {
	return o.open(text, &o.flags.from, tenantfile.Options{}, nil)
}

// compared opens a place to compare with another.
func (o *opening) compared(text string, with transfer.Format) (*opened, error) {
	return o.open(text, &o.flags.to, tenantfile.Options{}, with)
}

// target opens a place to write to what a place of a format holds. A file may be made, and is written from its beginning
// where anew.
func (o *opening) target(text string, from transfer.Format, anew bool) (*opened, error) {
	return o.open(text, &o.flags.to, tenantfile.Options{Writing: true, Anew: anew}, from)
}

func (o *opening) open(text string, password *sidePassword, file tenantfile.Options, other transfer.Format) (*opened, error) {
	switch {
	case enswitchplace.IsPlace(text):
		return o.openEnswitch(text, password)
	case vodiaplace.IsPlace(text):
		return o.openVodia(text, password)
	case strings.HasPrefix(text, storePrefix):
		return o.openTenant(strings.TrimPrefix(text, storePrefix), other)
	case strings.Contains(text, "://"):
		return nil, usageError{fmt.Errorf("this is no place: it begins neither with enswitch+ nor with vodia+; see %s --help", o.cmd.CommandPath())}
	}
	return o.openFile(text, file)
}

func (o *opening) openEnswitch(text string, from *sidePassword) (*opened, error) {
	at, err := enswitchplace.ParsePlace(text)
	if err != nil {
		return nil, usageError{err}
	}
	password, err := from.read(o.p, at.String())
	if err != nil {
		return nil, err
	}
	remote, err := enswitchplace.Open(at, password, o.flags.wire)
	if err != nil {
		return nil, usageError{err} // nothing is called yet
	}
	o.closers = append(o.closers, func() error { remote.Close(); return nil })
	return &opened{Place: transfer.Place{Address: text, Format: enswitch.Format, Dialect: enswitch.Reported, Remote: remote}}, nil
}

func (o *opening) openVodia(text string, from *sidePassword) (*opened, error) {
	at, err := vodiaplace.ParsePlace(text)
	if err != nil {
		return nil, usageError{err}
	}
	password, err := from.read(o.p, at.String())
	if err != nil {
		return nil, err
	}
	remote, err := vodiaplace.Open(at, password, o.flags.wire)
	if err != nil {
		return nil, usageError{err} // nothing is called yet
	}
	o.closers = append(o.closers, func() error { remote.Close(); return nil })
	return &opened{Place: transfer.Place{Address: text, Format: vodia.Format, Dialect: vodia.Reported, Remote: remote}}, nil
}

// openTenant opens a tenant of the store. To a dialect it shows itself in that dialect, so that a move changes only what
// the dialect speaks of.
func (o *opening) openTenant(name string, other transfer.Format) (*opened, error) {
	if err := o.openStore(); err != nil {
		return nil, err
	}
	tenant, err := findTenant(o.cmd.Context(), o.tenants, name)
	if domain.CodeOf(err) == domain.NotFound {
		return nil, fmt.Errorf("%w; dragoman tenant add %s makes it", err, name)
	}
	if err != nil {
		return nil, err
	}
	var format transfer.Format = transfer.Canonical{}
	if other != nil && (other.Name() == enswitch.Dialect || other.Name() == vodia.Dialect) {
		format = other
	}
	address := storePrefix + tenant.Domain
	return &opened{Place: transfer.Place{
		Address: address, Format: format, Remote: transfer.StoreRemote(o.tenants, tenant.ID, format, commandActor(), address),
	}}, nil
}

// openStore opens the store once, and makes none.
func (o *opening) openStore() error {
	if o.store != nil {
		return nil
	}
	if err := o.p.load(o.cmd); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(o.p.config.DataDir, "dragoman.db")); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no store in %s; dragoman tenant add makes one", o.p.config.DataDir)
	}
	store, directory, err := o.p.openStore(o.cmd.Context())
	if err != nil {
		return err
	}
	o.store, o.tenants = store, directory
	o.closers = append(o.closers, store.Close)
	return nil
}

func (o *opening) openFile(path string, options tenantfile.Options) (*opened, error) {
	if path == "" {
		return nil, usageError{errors.New("a place must not be empty")}
	}
	if !options.Writing && isFolder(path) {
		lists, err := tenantfile.OpenLists(absolute(path))
		return &opened{Place: lists}, err
	}
	if path == tenantfile.Standard && !options.Anew && (o.flags.from.file == path || o.flags.to.file == path) {
		return nil, errOneInput
	}
	if err := o.flags.secrets.apply(o.p, &options); err != nil {
		return nil, err
	}
	options.Input, options.Output = o.p.in, o.p.out
	file, err := tenantfile.Open(path, options)
	if err != nil {
		return nil, err
	}
	if !options.Writing && file.Shut() {
		if file, err = o.unseal(file, path, options); err != nil {
			return nil, err
		}
	}
	if !options.Writing && file.Shut() {
		fmt.Fprintf(o.p.err, "the secrets in %s are sealed and stay there: set %s, or name what opens them with --passphrase-file or --identity\n", file.Describe(), passphraseVariable)
	}
	if path != tenantfile.Standard {
		path = absolute(path)
	}
	return &opened{Place: transfer.Place{Address: path, Format: transfer.Canonical{}, Remote: file}, file: file}, nil
}

// unseal asks in a terminal for the passphrase of a file that is sealed, and opens it again.
func (o *opening) unseal(file *tenantfile.File, path string, options tenantfile.Options) (*tenantfile.File, error) {
	if path == tenantfile.Standard {
		return file, nil
	}
	passphrase, asked, err := promptFor(o.p, "Passphrase for the secrets in "+file.Describe()+" (empty to leave them there): ")
	if err != nil || !asked || passphrase == "" {
		return file, err
	}
	keys, err := tenantfile.Passphrase(passphrase)
	if err != nil {
		return nil, err
	}
	options.Keys = options.Keys.And(keys)
	return tenantfile.Open(path, options)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// workspace makes a place to work a plan out in.
func (o *opening) workspace(ctx context.Context) (transfer.Workspace, error) {
	scratch, err := persistence.OpenScratch(ctx)
	if err != nil {
		return nil, err
	}
	o.closers = append(o.closers, scratch.Close)
	return scratch, nil
}

// formatOf is the format of the place that a text names.
func formatOf(text string) transfer.Format {
	switch {
	case enswitchplace.IsPlace(text):
		return enswitch.Format
	case vodiaplace.IsPlace(text):
		return vodia.Format
	}
	return transfer.Canonical{}
}
