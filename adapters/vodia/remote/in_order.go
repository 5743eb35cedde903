package remote

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// inOrder runs do for every item, some at once, and hands what came of them to each in the order of the items, skipping
// nil. It keeps no more than a few results waiting.
func inOrder[I, O any](ctx context.Context, atOnce int, items []I, do func(context.Context, I) (*O, error), each func(*O) error) error {
	group, ctx := errgroup.WithContext(ctx)
	waiting := make(chan chan *O, atOnce*4)
	group.Go(func() error {
		defer close(waiting)
		workers, ctx := errgroup.WithContext(ctx)
		workers.SetLimit(atOnce)
		for _, item := range items {
			place := make(chan *O, 1)
			select {
			case waiting <- place:
			case <-ctx.Done():
				if err := workers.Wait(); err != nil {
					return err
				}
				return context.Cause(ctx)
			}
			workers.Go(func() error {
				result, err := do(ctx, item)
				if err == nil {
					place <- result
				}
				return err
			})
		}
		return workers.Wait()
	})
	group.Go(func() error {
		for place := range waiting {
			select {
			case result := <-place:
				if result == nil {
					continue
				}
				if err := each(result); err != nil {
					return err
				}
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	return group.Wait()
}
