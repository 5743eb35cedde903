package vodia

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/lens"
)

// extensions are the platform's telephone lines: phones.
type extensions struct{}

func (extensions) usertype() string { return "extensions" }

func (extensions) declared(name string) *lens.Setting { return ExtensionTable.Setting(name) }

func (extensions) entries(look *domain.Look, account domain.Destination) ([]lens.Entry, error) {
	phone, err := look.Phone(account.Target)
	if err != nil {
		return nil, err
	}
	return ExtensionTable.View(NewView(look.Plan), phone), look.Plan.Err()
}

// add makes a phone. The platform's own pages generate the SIP password and the PIN of a new extension, so that nothing
// registers with an empty one; over REST the same is done where none is given. A web password is not generated: without
// one nobody signs in.
func (extensions) add(c *call, e *domain.Edit, names []string, in map[string]lens.Value) error {
	phone := domain.NewPhone()
	phone.Name, phone.Names = names[0], names
	if !gives(in, sipPassSetting) {
		phone.Password = newSIPPassword()
	}
	if !gives(in, pinSetting) {
		phone.PIN = newPIN()
	}
	if err := write(c, ExtensionTable, e.Plan, phone, together(defaults(ExtensionTable), in)); err != nil {
		return err
	}
	if first := phone.Names[0]; first != phone.Name {
		if phone.Mailbox == phone.Name {
			phone.Mailbox = first
		}
		phone.Name = first
	}
	return e.AddPhone(phone)
}

// gives says that settings have a secret. The mask that stands for another account's is none.
func gives(in map[string]lens.Value, name string) bool {
	value, given := in[name]
	return given && value.Plain() != lens.Mask
}

func newSIPPassword() domain.Secret {
	return domain.Secret(strings.ReplaceAll(credential.Generate(), "-", ""))
}

// newPIN makes six digits.
func newPIN() domain.Secret {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // rand.Reader never fails: the program has ended before it would
	}
	return domain.Secret(fmt.Sprintf("%06d", n))
}

func (extensions) change(c *call, e *domain.Edit, account domain.Destination, in map[string]lens.Value) (domain.Destination, error) {
	err := e.ChangePhone(account.Target, func(phone *domain.Phone) error {
		names := phone.Names
		if err := write(c, ExtensionTable, e.Plan, phone, in); err != nil {
			return err
		}
		account = domain.PhoneDestination(phone.Names[0])
		return c.mayRename(names, phone.Names)
	})
	return account, err
}

// clone copies everything but what one phone alone can have: names, secrets and the handset.
func (extensions) clone(e *domain.Edit, account domain.Destination, names []string) error {
	original, err := e.Phone(account.Target)
	if err != nil {
		return err
	}
	phone := original.Clone()
	phone.Name, phone.Names = names[0], names
	phone.Password, phone.PIN, phone.WebPassword = newSIPPassword(), newPIN(), domain.Credential{}
	phone.HardwareAddress = ""
	if phone.Mailbox == original.Name {
		phone.Mailbox = phone.Name
	}
	return e.AddPhone(phone)
}

func (extensions) remove(e *domain.Edit, account domain.Destination) error {
	return e.RemovePhone(account.Target, true)
}
