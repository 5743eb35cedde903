package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"dragoman/config"
	"dragoman/domain"
)

func newServe(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Start the gateway",
		Long: `Start the gateway. Once it serves, it prints one line on standard output, "listening on http://ADDR"; it logs
to standard error. The first signal (interrupt or terminate) lets the requests under way finish, a second one
ends the process at once.

The first start makes the data folder, tenant 1 (localhost) and the person admin with a password that is shown
once. With --lab, people are those of the platforms' own examples: "user" with the password "password", and
"admin" with none; a lab listens on loopback alone.`,
		Example: `  # a gateway to play with: people, sample objects, a temporary store
  dragoman serve --lab

  # a lasting one
  dragoman serve --listen 127.0.0.1:8080 --data-dir /var/lib/dragoman`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := p.load(cmd); err != nil {
				return err
			}
			return serve(cmd.Context(), p)
		},
	}
	config.AddFlags(cmd.Flags(), config.ServeCommand)
	return cmd
}

func serve(ctx context.Context, p *program) (err error) {
	// Signals are caught before the store is opened, so that it's closed in good order whenever one comes.
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer endOnSecondSignal()()

	cleanUp := func() error { return nil }
	if p.config.Lab {
		if cleanUp, err = settleLab(p); err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, cleanUp()) }()

	store, directory, err := p.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := prepare(ctx, p, directory); err != nil {
		return err
	}
	handler, err := newHandler(p, store, directory)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", p.config.Listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", p.config.Listen, err)
	}
	return answer(ctx, p, listener, handler)
}

// prepare makes the people of a fresh store.
func prepare(ctx context.Context, p *program, directory *domain.Directory) error {
	if p.config.Lab {
		return labStart(ctx, directory)
	}
	return firstStart(ctx, p, directory)
}

// answer serves until the context ends, then lets requests under way finish.
func answer(ctx context.Context, p *program, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: min(10*time.Second, p.config.RequestTimeout),
		ReadTimeout:       p.config.RequestTimeout,
		WriteTimeout:      p.config.RequestTimeout,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if _, err := fmt.Fprintf(p.out, "listening on http://%s\n", listener.Addr()); err != nil {
		return errors.Join(err, server.Close())
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	p.log.Info("stopping", "grace", p.config.ShutdownTimeout)
	grace, cancel := context.WithTimeout(context.Background(), p.config.ShutdownTimeout)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		p.log.Warn("requests were cut off", "cause", err)
		return server.Close()
	}
	return nil
}

// endOnSecondSignal ends the process at once when a second signal comes, however far the first one has got, until it is
// stopped.
func endOnSecondSignal() (stop func()) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		if _, another := <-signals; another {
			os.Exit(exitFailed)
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
	}
}
