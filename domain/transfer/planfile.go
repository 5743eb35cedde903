package transfer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// planVersion is the version of the form in which plans are written.
const planVersion = 1

// Summary is how many steps of each action a plan has.
type Summary struct {
	Create int `json:"create"`
	Change int `json:"change"`
	Leave  int `json:"leave"`
	Remove int `json:"remove"`
	Extra  int `json:"extra"` // objects that only the target has and that stay
}

// Summary counts the plan's steps.
func (p *Plan) Summary() Summary {
	return Summary{p.Count(Create), p.Count(Change), p.Count(Leave), p.Count(Remove), p.Extra}
}

// planHead is what a plan says before its lists.
type planHead struct {
	Version int     `json:"dragoman_plan"`
	From    string  `json:"from"`
	To      string  `json:"to"`
	Rules   Rules   `json:"rules"`
	Target  string  `json:"target"`
	Blocked bool    `json:"blocked"`
	Summary Summary `json:"summary"`
}

func (p *Plan) head() planHead {
	return planHead{planVersion, p.From, p.To, p.Rules, p.Target, p.Blocked, p.Summary()}
}

// WriteJSON writes the plan: one JSON object, its lists with one element a line. Equal plans give equal bytes. Secrets are
// not in it.
func (p *Plan) WriteJSON(w io.Writer) error {
	out := bufio.NewWriter(w)
	head, err := json.MarshalIndent(p.head(), "", "  ")
	if err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	if _, err := out.Write(bytes.TrimSuffix(head, []byte("\n}"))); err != nil {
		return err
	}
	if err := writeList(out, "clashes", p.Clashes); err != nil {
		return err
	}
	if err := writeList(out, "dangling", p.Dangling); err != nil {
		return err
	}
	if err := writeList(out, "losses", p.Losses); err != nil {
		return err
	}
	if err := writeList(out, "steps", p.Steps); err != nil {
		return err
	}
	if _, err := out.WriteString("\n}\n"); err != nil {
		return err
	}
	return out.Flush()
}

func writeList[T any](out *bufio.Writer, name string, list *Listing[T]) error {
	if _, err := fmt.Fprintf(out, ",\n  %q: [", name); err != nil {
		return err
	}
	first := true
	err := list.Each(func(one T) error {
		record, err := packJSON(one)
		if err != nil {
			return err
		}
		before := ",\n    "
		if first {
			before, first = "\n    ", false
		}
		if _, err := out.WriteString(before); err != nil {
			return err
		}
		_, err = out.Write(record)
		return err
	})
	if err != nil {
		return err
	}
	after := "]"
	if !first {
		after = "\n  ]"
	}
	_, err = out.WriteString(after)
	return err
}

// ReadPlan reads what WriteJSON wrote. An error about the text says line and column.
func ReadPlan(r io.Reader, workspace Workspace) (*Plan, error) {
	plan, err := newPlan(&Making{Workspace: workspace})
	if err != nil {
		return nil, err
	}
	lines := &lineReader{in: r}
	reading := planReading{plan: plan, in: json.NewDecoder(lines)}
	if err := reading.read(); err != nil {
		if lines.failed != nil {
			return nil, closing(lines.failed, plan.Close)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it ends in the middle")
		}
		if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
			err = fmt.Errorf("%q can't be a %s", wrong.Field, wrong.Value)
		}
		return nil, closing(domain.Fail(domain.Invalid, "this is no plan of this program: %s: %v", lines.position(reading.in, err), err), plan.Close)
	}
	return plan, nil
}

type planReading struct {
	plan    *Plan
	in      *json.Decoder
	version int
	summary Summary
}

func (r *planReading) read() error {
	if err := r.expect(json.Delim('{')); err != nil {
		return err
	}
	for r.in.More() {
		name, err := r.in.Token()
		if err != nil {
			return err
		}
		if err := r.member(name.(string)); err != nil { // an object's names are texts
			return err
		}
	}
	if err := r.expect(json.Delim('}')); err != nil {
		return err
	}
	if r.version == 0 {
		return errors.New("it lacks dragoman_plan, which says its version")
	}
	r.plan.Extra = r.summary.Extra
	if r.plan.Summary() != r.summary {
		return errors.New("its steps are not those of its summary")
	}
	return nil
}

// readVersion reads the version, which comes before all that it is about.
func (r *planReading) readVersion() error {
	if err := r.in.Decode(&r.version); err != nil {
		return err
	}
	if r.version != planVersion {
		return fmt.Errorf("it is of version %d, and this program knows version %d", r.version, planVersion)
	}
	return nil
}

func (r *planReading) expect(want json.Delim) error {
	got, err := r.in.Token()
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%v stands where %v should", got, want)
	}
	return nil
}

func (r *planReading) member(name string) error {
	p := r.plan
	switch name {
	case "dragoman_plan":
		return r.readVersion()
	case "from":
		return r.in.Decode(&p.From)
	case "to":
		return r.in.Decode(&p.To)
	case "rules":
		return r.in.Decode(&p.Rules)
	case "target":
		return r.in.Decode(&p.Target)
	case "blocked":
		return r.in.Decode(&p.Blocked)
	case "summary":
		return r.in.Decode(&r.summary)
	case "clashes":
		return readList(r, p.Clashes.add)
	case "dangling":
		return readList(r, p.Dangling.add)
	case "losses":
		return readList(r, p.Losses.add)
	case "steps":
		return readList(r, p.takeStep)
	}
	return fmt.Errorf("%q is nothing that a plan has", name)
}

func readList[T any](r *planReading, add func(T) error) error {
	if err := r.expect(json.Delim('[')); err != nil {
		return err
	}
	for r.in.More() {
		var one T
		if err := r.in.Decode(&one); err != nil {
			return err
		}
		if err := add(one); err != nil {
			return err
		}
	}
	return r.expect(json.Delim(']'))
}

// Check refuses a plan that was read whose steps are none of a move between places of two formats: somebody has edited it.
func (p *Plan) Check(source, target Format) error {
	return p.Steps.Each(func(step Step) error {
		if !slices.Contains(target.Kinds(), step.Kind) {
			return unfit("step %d is about a %q, which %s has not", step.N, step.Kind, target.Name())
		}
		if step.Name == "" {
			return unfit("step %d names no object", step.N)
		}
		for _, setting := range step.Settings {
			declared := target.Setting(step.Kind, setting.Name)
			unknown := declared == nil && source.Name() != target.Name() && source.Name() != CanonicalName
			if unknown || !target.Writable(step.Kind, setting.Name) {
				return unfit("step %d writes %q, which is no setting that %s lets anybody write", step.N, setting.Name, target.Name())
			}
			if err := checkValue(declared, setting); err != nil {
				return unfit("step %d writes %q, which %v", step.N, setting.Name, err)
			}
		}
		return nil
	})
}

func checkValue(declared *lens.Setting, setting Setting) error {
	if declared == nil || setting.New == nil || setting.Secret {
		return nil
	}
	if _, ok := MadeBy(setting.New.Plain()); ok {
		return nil
	}
	_, err := declared.Check(*setting.New)
	return err
}

func unfit(format string, args ...any) error {
	return domain.Fail(domain.Invalid, "this plan can't be carried out: "+format, args...)
}

// takeStep adds a step that was read.
func (p *Plan) takeStep(step Step) error {
	if step.N != p.Steps.Len()+1 {
		return fmt.Errorf("step %d stands where step %d should", step.N, p.Steps.Len()+1)
	}
	if !slices.Contains(Actions, step.Do) {
		return fmt.Errorf("step %d does %q, which is nothing that a step can do", step.N, step.Do)
	}
	for _, need := range append(step.Needs, step.Second) {
		if need < 0 || need >= step.N {
			return fmt.Errorf("step %d needs step %d, which doesn't come before it", step.N, need)
		}
	}
	return p.addStep(step)
}

// lineReader remembers where lines begin, and why it could not read on.
type lineReader struct {
	in     io.Reader
	read   int64
	begins []int64
	failed error
}

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.begins = append(l.begins, l.read+int64(i)+1)
		}
	}
	l.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		l.failed = err
	}
	return n, err
}

// position is where an error is, as line and column.
func (l *lineReader) position(in *json.Decoder, err error) string {
	at := in.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = max(syntax.Offset-1, 0)
	}
	line := sort.Search(len(l.begins), func(i int) bool { return l.begins[i] > at })
	begin := int64(0)
	if line > 0 {
		begin = l.begins[line-1]
	}
	return fmt.Sprintf("line %d, column %d", line+1, at-begin+1)
}
