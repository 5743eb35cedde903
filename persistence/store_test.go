package persistence_test

import (
	"testing"

	"dragoman/domain"
	"dragoman/persistence"
	"dragoman/persistence/storetest"
)

func TestStoreKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) domain.Store {
		return openAt(t, t.TempDir(), persistence.Options{})
	})
}
