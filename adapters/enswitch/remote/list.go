package remote

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// inOnePage is how many objects are asked for at once.
const inOnePage = 500

// object is an object as the server shows it.
type object map[string]lens.Value

// list reads a list in parts and hands on its objects, each once. Servers may know no parts and send everything, or
// send fewer at once than asked for.
func (c *client) list(ctx context.Context, q question, key string, each func(object) error) error {
	total, err := c.count(ctx, q)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for shown := 0; total < 0 || shown < total; {
		page := q.perhaps("limit", strconv.Itoa(inOnePage)).perhaps("offset", strconv.Itoa(shown))
		answer, err := c.ask(ctx, page)
		if err != nil {
			return err
		}
		objects, err := c.objects(q, answer.data, key)
		if err != nil {
			return err
		}
		fresh := 0
		for _, one := range objects {
			name := one[key].Plain()
			if seen[name] {
				continue
			}
			seen[name] = true
			fresh++
			if err := each(one); err != nil {
				return err
			}
		}
		shown += len(objects)
		switch {
		case fresh == 0 && total > len(seen):
			return domain.Fail(domain.Unavailable, "%s says that %s has %d objects and shows only %d of them", c.place.Host, q.function, total, len(seen))
		case fresh == 0, total < 0 && len(objects) > inOnePage:
			return nil
		}
	}
	return nil
}

// count asks how many objects a list has, -1 where the server doesn't say.
func (c *client) count(ctx context.Context, q question) (int, error) {
	answer, err := c.ask(ctx, q.with("count", "1"))
	if domain.CodeOf(err) == domain.Invalid && invalidFor(err, "count") {
		return -1, nil
	}
	if err != nil {
		return 0, err
	}
	var data struct{ Count *text }
	if json.Unmarshal(answer.data, &data) != nil || data.Count == nil {
		return -1, nil
	}
	n, err := strconv.Atoi(string(*data.Count))
	if err != nil {
		return -1, nil
	}
	return n, nil
}

// objects reads a list: an array of objects, or an object of them by key, or nothing where it is empty.
func (c *client) objects(q question, data json.RawMessage, key string) ([]object, error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return nil, nil
	}
	var objects []object
	if data[0] == '[' {
		if err := json.Unmarshal(data, &objects); err != nil {
			return nil, c.senseless(q, err)
		}
		return objects, nil
	}
	var byKey map[string]object
	if err := json.Unmarshal(data, &byKey); err != nil {
		return nil, c.senseless(q, err)
	}
	for name, one := range byKey {
		if one == nil {
			continue
		}
		if _, given := one[key]; !given {
			one[key] = lens.Text(name)
		}
		objects = append(objects, one)
	}
	slices.SortFunc(objects, func(a, b object) int { return compareNumbers(a[key].Plain(), b[key].Plain()) })
	return objects, nil
}

// compareNumbers orders numbers by value and other texts by letter.
func compareNumbers(a, b string) int {
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

func (c *client) senseless(q question, err error) error {
	return domain.Wrap(domain.Unavailable, err, "%s answers %s with something that makes no sense", c.place.Host, q.function)
}

// one reads a single object.
func (c *client) one(q question, data json.RawMessage) (object, error) {
	var read object
	if err := json.Unmarshal(data, &read); err != nil || len(read) == 0 {
		return nil, c.senseless(q, err)
	}
	return read, nil
}

// inOrder fetches something of each item, n at once, and hands on what came in the order of the items.
func inOrder[I, O any](ctx context.Context, n int, items []I, fetch func(context.Context, I) (O, error), each func(O) error) error {
	type result struct {
		out O
		err error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	coming := make(chan chan result, n)
	go func() {
		defer close(coming)
		for _, item := range items {
			one := make(chan result, 1)
			select {
			case coming <- one:
			case <-ctx.Done():
				return
			}
			go func() {
				out, err := fetch(ctx, item)
				one <- result{out, err}
			}()
		}
	}()
	for one := range coming {
		got := <-one
		if got.err != nil {
			return got.err
		}
		if err := each(got.out); err != nil {
			return err
		}
	}
	return ctx.Err()
}
