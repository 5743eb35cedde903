package transfer

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// inOnePart is how many rows are worked on at a time, and loaded in one transaction.
const inOnePart = 256

// readAhead reads rows while what was read before is worked on, since reading waits for others most of the time. No more than
// a few parts wait. work gets them one after the other, in order.
func readAhead(ctx context.Context, read func(ctx context.Context, each func(*Row) error) error, work func(context.Context, []*Row) error) error {
	group, ctx := errgroup.WithContext(ctx)
	parts := make(chan []*Row, 1)
	group.Go(func() error {
		defer close(parts)
		part := make([]*Row, 0, inOnePart)
		err := read(ctx, func(row *Row) error {
			part = append(part, row)
			if len(part) < inOnePart {
				return nil
			}
			full := part
			part = make([]*Row, 0, inOnePart)
			return hand(ctx, parts, full)
		})
		if err != nil || len(part) == 0 {
			return err
		}
		return hand(ctx, parts, part)
	})
	group.Go(func() error {
		for part := range parts {
			if err := work(ctx, part); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}

// hand gives a part to whoever works on it, as soon as there is room.
func hand(ctx context.Context, parts chan<- []*Row, part []*Row) error {
	select {
	case parts <- part:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// readEachAhead is readAhead for work on single rows.
func readEachAhead(ctx context.Context, read func(ctx context.Context, each func(*Row) error) error, work func(*Row) error) error {
	return readAhead(ctx, read, func(_ context.Context, part []*Row) error {
		for _, row := range part {
			if err := work(row); err != nil {
				return err
			}
		}
		return nil
	})
}
